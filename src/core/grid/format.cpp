#include "core/grid/format.hpp"

namespace heatmap::grid {

Status check_header(const Header &value, size_t size) noexcept {
    if (size < sizeof(Header) || value.version != format_version || value.form > Form::reals ||
        value.reserved != 0 || value.unused != 0)
        return Status::corrupt;
    if (!std::isfinite(value.outside) || is_minus_zero(value.outside))
        return Status::corrupt;
    if (check_canvas(value.canvas) != CanvasError::none)
        return Status::corrupt;
    // A cell takes at least one byte.
    if (value.occupied > cell_count(value.canvas) || value.occupied > size - sizeof(Header))
        return Status::corrupt;
    return Status::ok;
}

Status validate(const Header &value, size_t size, Poll poll) noexcept {
    if (check_header(value, size) != Status::ok)
        return Status::corrupt;
    // decode() checks everything else; what is left is that no earlier form can hold the cells.
    Measure m;
    const Status status = decode(value, size, poll, [&m](uint32_t index, double v) {
        m.add(index, v);
        return true;
    });
    if (status != Status::ok || m.finish() != Status::ok || m.form() != value.form)
        return Status::corrupt;
    return Status::ok;
}

void write_header(Header *out, const Canvas &canvas, double outside, const Measure &m) noexcept {
    out->version = format_version;
    out->form = m.form();
    out->reserved = 0;
    out->occupied = m.occupied;
    out->unused = 0;
    out->outside = outside + 0.0;
    out->canvas = canvas;
}

} // namespace heatmap::grid
