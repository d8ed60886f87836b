# Multipart bodies: 2046:5.1.1, and the header fields of a part as 5322:2.2 has them. Needs core and message.
%%{
    machine multipart;

    bcharsnospace = DIGIT | ALPHA | ['()+_,\-./:=?];
    bchars        = bcharsnospace | " ";
    boundary      = bchars* bcharsnospace; # the host file checks its length

    ftext      = 0x21..0x39 | 0x3b..0x7e;
    field_name = ftext+;
}%%
