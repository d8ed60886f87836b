# The digits; this comment isn't C. door:6.2 asks for more.
%%{
    machine digits;
    quote = '"' | "'"; # door:2
    main := [0-9]+ "/* door:96 */";
}%%
