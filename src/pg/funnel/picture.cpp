// Funnels as pictures: funnel_svg and funnel_text.

#include "core/funnel/picture.hpp"

#include "pg/base/text.hpp"
#include "pg/funnel/value.hpp"
#include "pg/picture/arguments.hpp"

namespace heatmap::funnel {

namespace {

constexpr uint32_t usual_width = 720;
constexpr uint32_t least_width = 240; // the bars have room between labels and numbers

struct Shown {
    Funnel funnel;
    Question question;
};

// The funnel of argument 0, which goes to *shown, with the labels of argument 1.
Picture GetPicture(FunctionCallInfo fcinfo, Shown *shown) {
    Load(GetHeader(fcinfo, 0), &shown->funnel);
    shown->question = shown->funnel.question();
    Picture p{};
    p.question = &shown->question;
    p.counts = &shown->funnel.counts;
    if (!PG_ARGISNULL(1)) {
        int n;
        p.labels = Utf8Elements(PG_GETARG_ARRAYTYPE_P(1), &n);
        CheckLabels(n, shown->question.steps);
    }
    return p;
}

} // namespace

// funnel_svg(f, labels, title, description, width, theme). NULL if f is NULL.
HEATMAP_FUNCTION(funnel_svg) {
    if (PG_ARGISNULL(0))
        PG_RETURN_NULL();
    Shown shown;
    Picture p = GetPicture(fcinfo, &shown);
    p.title = GetUtf8(fcinfo, 2);
    p.description = GetUtf8(fcinfo, 3);
    p.width = PG_ARGISNULL(4) ? usual_width
                              : picture::CheckSide(PG_GETARG_INT32(4), "width", least_width);
    p.theme = picture::GetTheme(fcinfo, 5);
    Buffer out(server_memory);
    out.extend(VARHDRSZ);
    picture::Svg svg(&out);
    draw_svg(p, &svg);
    PG_RETURN_TEXT_P(picture::TextOf(&out));
}

// funnel_text(f, labels, width, blocks). NULL if f is NULL.
HEATMAP_FUNCTION(funnel_text) {
    if (PG_ARGISNULL(0))
        PG_RETURN_NULL();
    Shown shown;
    const Picture p = GetPicture(fcinfo, &shown);
    const uint32_t width = picture::GetTerminalWidth(fcinfo, 2);
    Buffer out(server_memory);
    out.extend(VARHDRSZ);
    draw_text(p, width, PG_ARGISNULL(3) || PG_GETARG_BOOL(3), &out);
    PG_RETURN_TEXT_P(FromUtf8(picture::TextOf(&out)));
}

} // namespace heatmap::funnel
