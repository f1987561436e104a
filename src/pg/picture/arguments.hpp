// Arguments and results that pictures of all kinds have in common.
#pragma once

#include "core/picture/palette.hpp"
#include "core/picture/svg.hpp"
#include "pg/base/memory.hpp"

#include "pg/base/pg.hpp"

namespace heatmap::picture {

// Argument n, the address of an image, in UTF-8; empty if it is NULL. Other addresses than those of
// the web, relative ones and data:image/... are an error, so that no script gets into a picture.
std::string_view GetAddress(FunctionCallInfo fcinfo, int n);

// Argument n; light if it is NULL. An unknown name is an error.
const Theme *GetTheme(FunctionCallInfo fcinfo, int n);

// The palette of this name; `otherwise` if argument n is NULL. An unknown name is an error.
const Palette *GetPalette(FunctionCallInfo fcinfo, int n, const Palette *otherwise);

// Argument n, a number from `least` to `most`; `otherwise` if it is NULL. `most` may be infinite,
// but the number may not. Others are an error.
double GetNumber(FunctionCallInfo fcinfo, int n, const char *name, double otherwise, double least,
                 double most);

// Argument n: characters of a terminal, 1 to max_terminal_width.
uint32_t GetTerminalWidth(FunctionCallInfo fcinfo, int n);

// A side of a picture in pixels. Fewer than `least` or more than max_png_side are an error.
uint32_t CheckSide(double pixels, const char *name, uint32_t least = 1);

// A buffer that begins with room for the length word, as a value of type text.
text *TextOf(Buffer *buffer);

} // namespace heatmap::picture
