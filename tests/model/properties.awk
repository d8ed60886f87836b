# The tables of fsm/properties as two inlines: what must hold always, and at rest. `A => B` becomes !(A) || (B).
function trim(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }
function fail(why) { printf "%s:%d: %s\n", FILENAME, FNR, why >"/dev/stderr"; failed = 1; exit 1 }
/^[ \t]*(#|$)/ || /^\|-/ || /^\| Property / { next }
{
    count = split($0, cell, "|")
    if (count < 7 || substr($0, 1, 1) != "|") fail("not a property: five cells between pipes")
    # a formula may hold || : name and kind stand before it, words and clause after it
    name = trim(cell[2]); holds = trim(cell[3]); formula = cell[4]
    for (i = 5; i <= count - 3; i++) formula = formula "|" cell[i]
    formula = trim(formula)
    if (name !~ /^[a-z_0-9]+$/) fail("a property's name is of a-z, 0-9 and _: '" name "'")
    if (name in known) fail("twice: " name)
    known[name] = 1
    names = names ", P_" name
    if (holds == "in place" || holds == "in every cycle") { if (formula != "") fail(name ": the model has the formula"); next }
    if (holds != "always" && holds != "settled" && holds != "at rest") fail("unknown: '" holds "'")
    at = index(formula, "=>")
    if (at) formula = "(!(" trim(substr(formula, 1, at - 1)) ") || (" trim(substr(formula, at + 2)) "))"
    if (formula == "") fail(name ": no formula")
    text[holds] = text[holds] ";\n    must(" name ", " formula ")"
}
END {
    if (failed) exit 1
    printf "hidden byte %s;\n\n", substr(names, 3)
    printf "inline always()\n{\n    skip%s\n}\n\ninline settled()\n{\n    skip%s\n}\n\n", text["always"], text["settled"]
    printf "inline at_rest()\n{\n    skip%s\n}\n", text["at rest"]
}
