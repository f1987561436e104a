#include "pg/picture/arguments.hpp"

#include <cmath>

#include "core/picture/png.hpp"
#include "core/picture/terminal.hpp"
#include "pg/base/text.hpp"

namespace heatmap::picture {

namespace {

// Whether the address has no scheme, or one that cannot run anything. Browsers leave out characters
// up to the space, so an address with any could mean another one than it seems to.
bool IsHarmless(std::string_view address) {
    for (const char c : address)
        if (static_cast<unsigned char>(c) <= ' ')
            return false;
    const size_t colon = address.find_first_of(":/?#");
    if (colon == std::string_view::npos || address[colon] != ':')
        return true;
    for (const std::string_view scheme : {"http:", "https:", "data:image/"})
        if (address.size() >= scheme.size() &&
            pg_strncasecmp(address.data(), scheme.data(), scheme.size()) == 0)
            return true;
    return false;
}

} // namespace

std::string_view GetAddress(FunctionCallInfo fcinfo, int n) {
    const std::string_view address = GetUtf8(fcinfo, n);
    if (!IsHarmless(address))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("background must be the address of an image"),
                        errhint("It may begin with http:, https: or data:image/, or be relative, "
                                "and has no spaces or control characters.")));
    return address;
}

const Theme *GetTheme(FunctionCallInfo fcinfo, int n) {
    if (PG_ARGISNULL(n))
        return &light;
    const Theme *theme = find_theme(GetUtf8(fcinfo, n));
    if (theme == nullptr)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("theme \"%s\" does not exist", text_to_cstring(PG_GETARG_TEXT_PP(n))),
                 errhint("There are light and dark.")));
    return theme;
}

const Palette *GetPalette(FunctionCallInfo fcinfo, int n, const Palette *otherwise) {
    if (PG_ARGISNULL(n))
        return otherwise;
    const Palette *palette = find_palette(GetUtf8(fcinfo, n));
    if (palette == nullptr)
        ereport(ERROR,
                (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                 errmsg("palette \"%s\" does not exist", text_to_cstring(PG_GETARG_TEXT_PP(n))),
                 errhint("There are %s.", palette_names)));
    return palette;
}

double GetNumber(FunctionCallInfo fcinfo, int n, const char *name, double otherwise, double least,
                 double most) {
    if (PG_ARGISNULL(n))
        return otherwise;
    const double v = PG_GETARG_FLOAT8(n);
    if (std::isfinite(v) && v >= least && v <= most)
        return v;
    if (std::isfinite(most))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("%s must be between %g and %g", name, least, most)));
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("%s must be finite and not negative", name)));
}

uint32_t GetTerminalWidth(FunctionCallInfo fcinfo, int n) {
    const int32 width = PG_ARGISNULL(n) ? 0 : PG_GETARG_INT32(n);
    if (width < 1 || width > max_terminal_width)
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("width must be between 1 and %d", max_terminal_width)));
    return static_cast<uint32_t>(width);
}

uint32_t CheckSide(double pixels, const char *name, uint32_t least) {
    if (!(pixels >= least && pixels <= max_png_side))
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                        errmsg("%s must be between %u and %u pixels, not %.0f", name, least,
                               max_png_side, pixels)));
    return static_cast<uint32_t>(pixels);
}

text *TextOf(Buffer *buffer) {
    // A value has at most 1 GB, as palloc() would say.
    if (buffer->size() > MaxAllocSize)
        ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                        errmsg("picture must have at most %zu bytes", MaxAllocSize)));
    SET_VARSIZE(buffer->data(), buffer->size());
    return reinterpret_cast<text *>(buffer->data());
}

} // namespace heatmap::picture
