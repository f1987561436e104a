#include <cmath>
#include <cstdio>
#include <cstring>
#include <initializer_list>

#include "core/picture/svg.hpp"

namespace heatmap::picture {

constinit const Theme light{
    "light", {255, 255, 255}, {31, 41, 55}, {107, 114, 128}, {209, 213, 219}};
constinit const Theme dark{"dark", {17, 24, 39}, {243, 244, 246}, {156, 163, 175}, {75, 85, 99}};

namespace {

constexpr char32_t replacement = 0xFFFD;

// Reads a character and moves *p behind it.
char32_t next_character(const char **p, const char *end) noexcept {
    const auto byte = [&](int i) { return static_cast<unsigned char>((*p)[i]); };
    const unsigned char first = byte(0);
    const int length = first < 0x80   ? 1
                       : first < 0xC2 ? 0
                       : first < 0xE0 ? 2
                       : first < 0xF0 ? 3
                       : first < 0xF5 ? 4
                                      : 0;
    if (length <= 1 || end - *p < length) {
        ++*p;
        return length == 1 ? first : replacement;
    }
    char32_t c = first & (0x7F >> length);
    for (int i = 1; i < length; i++) {
        if ((byte(i) & 0xC0) != 0x80) {
            ++*p;
            return replacement;
        }
        c = c << 6 | (byte(i) & 0x3F);
    }
    *p += length;
    const bool overlong = c < (length == 2 ? 0x80u : length == 3 ? 0x800u : 0x10000u);
    return overlong || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF ? replacement : c;
}

bool in_xml(char32_t c) noexcept {
    return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
}

// Widths in units of the font size: an average of the usual sans-serif fonts, and of square
// scripts.
double character_width(char32_t c) noexcept {
    return c < 0x1100 ? 0.56 : 1;
}

} // namespace

const Theme *find_theme(std::string_view name) noexcept {
    for (const Theme *theme : {&light, &dark})
        if (name == theme->name)
            return theme;
    return nullptr;
}

double text_width(std::string_view utf8, double size) noexcept {
    double width = 0;
    const char *const end = utf8.data() + utf8.size();
    for (const char *p = utf8.data(); p < end;)
        width += character_width(next_character(&p, end));
    return width * size;
}

void Svg::begin(double width, double height, std::string_view title,
                std::string_view description) noexcept {
    markup("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    attribute("width", width).attribute("height", height);
    markup(" viewBox=\"0 0 ").number(width).markup(" ").number(height);
    markup("\" role=\"img\" font-family=\"system-ui, sans-serif\">");
    if (!title.empty())
        markup("<title>").text(title).markup("</title>");
    if (!description.empty())
        markup("<desc>").text(description).markup("</desc>");
}

void Svg::end() noexcept {
    markup("</svg>");
}

Svg &Svg::text(std::string_view utf8) noexcept {
    const char *const end = utf8.data() + utf8.size();
    for (const char *p = utf8.data(); p < end;) {
        char32_t c = next_character(&p, end);
        if (!in_xml(c))
            c = replacement;
        if (c >= 0x20 && c < 0x7F && std::strchr("&<>\"'", static_cast<int>(c)) == nullptr) {
            *out_->extend(1) = static_cast<char>(c);
        } else {
            char reference[16];
            const int n = std::snprintf(reference, sizeof(reference), "&#%u;", unsigned{c});
            out_->append({reference, static_cast<size_t>(n)});
        }
    }
    return *this;
}

Svg &Svg::number(double v) noexcept {
    char digits[400];
    int n = std::snprintf(digits, sizeof(digits), "%.2f", v);
    while (digits[n - 1] == '0')
        n--;
    if (digits[n - 1] == '.')
        n--;
    const std::string_view written(digits, static_cast<size_t>(n));
    return markup(written == "-0" ? "0" : written);
}

Svg &Svg::color(Rgb color) noexcept {
    static constexpr char digits[] = "0123456789abcdef";
    *out_->extend(1) = '#';
    for (const uint8_t part : {color.r, color.g, color.b}) {
        char *p = out_->extend(2);
        p[0] = digits[part >> 4];
        p[1] = digits[part & 15];
    }
    return *this;
}

Svg &Svg::attribute(std::string_view name, double v) noexcept {
    return markup(" ").markup(name).markup("=\"").number(v).markup("\"");
}

Svg &Svg::attribute(std::string_view name, std::string_view utf8) noexcept {
    return markup(" ").markup(name).markup("=\"").text(utf8).markup("\"");
}

Svg &Svg::fill(Rgb color_of_fill, double opacity) noexcept {
    markup(" fill=\"").color(color_of_fill).markup("\"");
    return opacity < 1 ? attribute("fill-opacity", opacity) : *this;
}

Svg &Svg::open_rect(double x, double y, double width, double height) noexcept {
    markup("<rect");
    return attribute("x", x)
        .attribute("y", y)
        .attribute("width", width)
        .attribute("height", height);
}

Svg &Svg::open_text(double x, double y, const TextStyle &style) noexcept {
    markup("<text").attribute("x", x).attribute("y", y).attribute("font-size", style.size);
    if (style.anchor != Anchor::start)
        attribute("text-anchor", style.anchor == Anchor::middle ? "middle" : "end");
    if (style.bold)
        markup(" font-weight=\"600\"");
    return fill(style.color);
}

void Svg::label(double x, double y, const TextStyle &style, std::string_view utf8,
                double room) noexcept {
    if (utf8.empty())
        return;
    open_text(x, y, style).markup(">");
    if (text_width(utf8, style.size) <= room) {
        text(utf8);
    } else {
        double width = style.size; // of the ellipsis
        const char *const end = utf8.data() + utf8.size();
        const char *p = utf8.data();
        for (const char *next = p; next < end; p = next) {
            width += character_width(next_character(&next, end)) * style.size;
            if (width > room)
                break;
        }
        text({utf8.data(), static_cast<size_t>(p - utf8.data())}).markup("&#8230;<title>");
        text(utf8).markup("</title>");
    }
    markup("</text>");
}

void Svg::line(double x1, double y1, double x2, double y2, Rgb color_of_line, double width,
               bool dashed) noexcept {
    markup("<line").attribute("x1", x1).attribute("y1", y1).attribute("x2", x2);
    attribute("y2", y2).markup(" stroke=\"").color(color_of_line).markup("\"");
    attribute("stroke-width", width);
    markup(dashed ? " stroke-dasharray=\"6 4\"/>" : "/>");
}

void Svg::image(double x, double y, double width, double height, std::string_view href) noexcept {
    markup("<image").attribute("x", x).attribute("y", y).attribute("width", width);
    attribute("height", height).attribute("preserveAspectRatio", "none");
    attribute("href", href).markup("/>");
}

} // namespace heatmap::picture
