#include <cstdlib>

#include "core/grid/json.hpp"

namespace heatmap::grid {

namespace {

// A recursive-descent parser for exactly this object. The first error sticks; after it every
// function returns without moving.
class Parser {
public:
    Parser(const char *text, Poll poll, Cell *cells) noexcept
        : text_(text), at_(text), poll_(poll), cells_(cells) {
    }

    ParsedHeatmap run() noexcept {
        // The cells cannot be placed before the number of columns is known: they are read last.
        const char *cells_at = nullptr;
        expect('{', "expected \"{\"");
        if (!accept('}')) {
            do
                member(&cells_at);
            while (accept(','));
            expect('}', "expected \",\" or \"}\"");
        }
        space();
        if (*at_ != '\0')
            fail("there is more text after the object");
        if (!(seen_ & cols_bit))
            fail("\"cols\" is missing");
        if (!(seen_ & rows_bit))
            fail("\"rows\" is missing");
        if (!(seen_ & extent_bit))
            fail("\"extent\" is missing");
        if (result_.error == nullptr) {
            result_.canvas_error = make_canvas(extent_[0], extent_[1], extent_[2], extent_[3],
                                               cols_, rows_, &result_.canvas);
            if (result_.canvas_error == CanvasError::none && cells_at != nullptr) {
                at_ = cells_at;
                list_of_cells(true);
            }
        }
        return result_;
    }

private:
    enum : unsigned { cols_bit = 1, rows_bit = 2, extent_bit = 4, outside_bit = 8, cells_bit = 16 };

    void fail(const char *error) noexcept {
        if (result_.error == nullptr) {
            result_.error = error;
            result_.error_at = static_cast<size_t>(at_ - text_);
        }
    }

    void space() noexcept {
        while (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')
            at_++;
    }

    bool accept(char c) noexcept {
        if (result_.error != nullptr)
            return false;
        space();
        if (*at_ != c)
            return false;
        at_++;
        return true;
    }

    void expect(char c, const char *error) noexcept {
        if (!accept(c))
            fail(error);
    }

    // Moves past this string and returns true if the text goes on with it. Names are compared
    // literally, without escapes.
    bool name(const char *quoted) noexcept {
        const size_t length = std::strlen(quoted);
        if (std::strncmp(at_, quoted, length) != 0)
            return false;
        at_ += length;
        return true;
    }

    void member(const char **cells_at) noexcept {
        if (result_.error != nullptr)
            return;
        space();
        unsigned bit;
        if (name("\"cols\""))
            bit = cols_bit;
        else if (name("\"rows\""))
            bit = rows_bit;
        else if (name("\"extent\""))
            bit = extent_bit;
        else if (name("\"outside\""))
            bit = outside_bit;
        else if (name("\"cells\""))
            bit = cells_bit;
        else
            return fail("expected one of \"cols\", \"rows\", \"extent\", \"outside\", \"cells\"");
        if (seen_ & bit)
            return fail("this member occurs twice");
        seen_ |= bit;
        expect(':', "expected \":\"");
        switch (bit) {
        case cols_bit:
            cols_ = count();
            break;
        case rows_bit:
            rows_ = count();
            break;
        case extent_bit:
            for (int i = 0; i < 4; i++) {
                expect(i == 0 ? '[' : ',', "\"extent\" must be [xmin, ymin, xmax, ymax]");
                extent_[i] = number();
            }
            expect(']', "\"extent\" must be [xmin, ymin, xmax, ymax]");
            break;
        case outside_bit:
            result_.outside = number() + 0.0;
            break;
        default:
            *cells_at = at_;
            list_of_cells(false);
            break;
        }
    }

    // Reads [[col, row, value], ...]. Looks at the positions only if `placed`, when the canvas is
    // known.
    void list_of_cells(bool placed) noexcept {
        static constexpr char form[] = "\"cells\" must be [[col, row, value], ...]";
        uint32_t n = 0;
        expect('[', form);
        if (accept(']'))
            return;
        Work work{poll_};
        do {
            work.add(1);
            expect('[', form);
            space();
            const char *start = at_;
            const int64_t col = count();
            expect(',', form);
            const int64_t row = count();
            expect(',', form);
            const double value = number();
            expect(']', form);
            if (result_.error != nullptr)
                return;
            if (n == max_cells)
                return fail("there are more cells than a heatmap can have");
            if (placed) {
                const Canvas &canvas = result_.canvas;
                if (col < 0 || col >= canvas.cols || row < 0 || row >= canvas.rows) {
                    at_ = start;
                    return fail("this cell is not in the grid");
                }
                if (cells_ != nullptr)
                    cells_[n] = Cell{static_cast<uint32_t>(row * canvas.cols + col), value};
            }
            n++;
        } while (accept(','));
        expect(']', form);
        result_.cells = n;
    }

    bool digits() noexcept {
        const char *start = at_;
        while (*at_ >= '0' && *at_ <= '9')
            at_++;
        return at_ != start;
    }

    // A number as JSON writes it: strtod alone would also take hexadecimal, nan and infinity.
    double number() noexcept {
        if (result_.error != nullptr)
            return 0;
        space();
        const char *start = at_;
        if (*at_ == '-')
            at_++;
        const bool leading_zero = *at_ == '0';
        const char *first_digit = at_;
        bool valid = digits() && !(leading_zero && at_ - first_digit > 1);
        if (valid && *at_ == '.') {
            at_++;
            valid = digits();
        }
        if (valid && (*at_ == 'e' || *at_ == 'E')) {
            at_++;
            if (*at_ == '+' || *at_ == '-')
                at_++;
            valid = digits();
        }
        const double value = valid ? std::strtod(start, nullptr) : 0;
        if (!valid || !std::isfinite(value)) {
            at_ = start;
            fail(valid ? "this number is out of range" : "expected a number");
        }
        return value;
    }

    // A whole number of at most 2^53. Callers check that it fits the canvas.
    int64_t count() noexcept {
        if (result_.error == nullptr)
            space();
        const char *start = at_;
        const double value = number();
        if (result_.error == nullptr && !is_integer(value)) {
            at_ = start;
            fail("expected a whole number");
        }
        return result_.error == nullptr ? static_cast<int64_t>(value) : 0;
    }

    const char *text_;
    const char *at_;
    Poll poll_;
    Cell *cells_;
    unsigned seen_ = 0;
    int64_t cols_ = 0;
    int64_t rows_ = 0;
    double extent_[4] = {};
    ParsedHeatmap result_ = {};
};

} // namespace

ParsedHeatmap parse_json(const char *text, Poll poll, Cell *cells) noexcept {
    return Parser(text, poll, cells).run();
}

} // namespace heatmap::grid
