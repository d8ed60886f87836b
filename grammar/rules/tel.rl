# telephone-subscriber: 3966:3. Needs core, host and uri.
%%{
    machine tel;

    visual_separator     = [\-.()];
    phonedigit           = DIGIT | visual_separator;
    phonedigit_hex       = HEXDIG | [*#] | visual_separator;
    global_number_digits = "+" phonedigit* DIGIT phonedigit*;
    local_number_digits  = phonedigit_hex* ( HEXDIG | [*#] ) phonedigit_hex*;

    # isub, ext and phone-context are all of parameter's form; the host types their values.
    tel_pname  = ( alphanum | "-" )+;
    tel_pvalue = ( paramchar | uric )+;
}%%
