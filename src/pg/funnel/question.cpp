#include "pg/funnel/question.hpp"

namespace heatmap::funnel {

Modes ModesOfText(const text *list) {
    const ParsedModes parsed = parse_modes(VARDATA_ANY(list), VARSIZE_ANY_EXHDR(list));
    switch (parsed.error) {
    case ModesError::unknown:
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("unrecognized funnel mode \"%s\"", pnstrdup(parsed.name, parsed.length)),
                 errhint("The modes are %s, %s, %s, %s and %s.", mode_names[0], mode_names[1],
                         mode_names[2], mode_names[3], mode_names[4])));
        break;
    case ModesError::contradiction:
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("funnel modes \"%s\" and \"%s\" contradict each other", parsed.a,
                               parsed.b)));
        break;
    case ModesError::none:
        break;
    }
    return parsed.modes;
}

Asked GetAsked(FunctionCallInfo fcinfo) {
    Asked asked;
    asked.question.window = GetWindow(fcinfo, 1);
    asked.question.modes = GetModes(fcinfo, 2);
    asked.journey = journey::Load(journey::GetHeader(fcinfo, 0));
    asked.question.steps = asked.journey.steps;
    return asked;
}

} // namespace heatmap::funnel
