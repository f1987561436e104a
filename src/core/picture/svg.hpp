// Writes SVG (W3C, "Scalable Vector Graphics 1.1") in ASCII: other characters become references, so
// that a picture is the same in every encoding.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/picture/palette.hpp"

namespace heatmap::picture {

// Colours of all that is not data.
struct Theme {
    const char *name;
    Rgb paper;
    Rgb ink;
    Rgb faint; // for text that says less
    Rgb rule;  // for lines
};

extern const Theme light;
extern const Theme dark;

// The theme of this name. Null if there is none.
const Theme *find_theme(std::string_view name) noexcept;

enum class Anchor : uint8_t { start, middle, end };

struct TextStyle {
    double size; // pixels
    Rgb color;
    Anchor anchor = Anchor::start;
    bool bold = false;
};

// How wide a text is, more or less: the reader's font is not known here.
double text_width(std::string_view utf8, double size) noexcept;

class Svg {
public:
    explicit Svg(Buffer *out) noexcept : out_(out) {
    }

    // The beginning of a picture of width x height pixels. The title names it to who cannot see it,
    // and together with the description may be empty.
    void begin(double width, double height, std::string_view title,
               std::string_view description) noexcept;
    void end() noexcept;

    Svg &markup(std::string_view text) noexcept {
        out_->append(text);
        return *this;
    }

    // Text as the contents of an element or an attribute. Bytes that are not UTF-8, and characters
    // that XML does not have, become U+FFFD.
    Svg &text(std::string_view utf8) noexcept;

    // At most two decimals.
    Svg &number(double v) noexcept;

    Svg &color(Rgb color) noexcept;

    // name="v"
    Svg &attribute(std::string_view name, double v) noexcept;
    Svg &attribute(std::string_view name, std::string_view utf8) noexcept;

    // fill="#rrggbb", and fill-opacity unless it is 1.
    Svg &fill(Rgb color, double opacity = 1) noexcept;

    // An element without its last characters: attributes may follow, and then "/>" or contents.
    Svg &open_rect(double x, double y, double width, double height) noexcept;
    Svg &open_text(double x, double y, const TextStyle &style) noexcept; // y: of the baseline

    void rect(double x, double y, double width, double height, Rgb color,
              double opacity = 1) noexcept {
        open_rect(x, y, width, height).fill(color, opacity).markup("/>");
    }

    // If the text is longer than `room` pixels it is cut, and hovering shows the whole.
    void label(double x, double y, const TextStyle &style, std::string_view utf8,
               double room) noexcept;

    void line(double x1, double y1, double x2, double y2, Rgb color, double width = 1,
              bool dashed = false) noexcept;

    // An image, stretched to fill the rectangle.
    void image(double x, double y, double width, double height, std::string_view href) noexcept;

private:
    Buffer *out_;
};

} // namespace heatmap::picture
