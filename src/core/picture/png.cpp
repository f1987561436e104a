#include <initializer_list>
#include <string_view>

#include "core/picture/png.hpp"

namespace heatmap::picture {

namespace {

void put_uint32(uint32_t v, char *p) noexcept {
    for (int shift = 24; shift >= 0; shift -= 8)
        *p++ = static_cast<char>(v >> shift);
}

// Appends a chunk; its contents follow each other in the buffer between begin_chunk and end_chunk.
size_t begin_chunk(const char (&type)[5], Buffer *out) noexcept {
    out->extend(4); // the length, which is not known yet
    out->append({type, 4});
    return out->size();
}

void end_chunk(size_t begin, Buffer *out) noexcept {
    char *type = out->data() + begin - 4;
    const auto length = static_cast<uint32_t>(out->size() - begin);
    put_uint32(length, type - 4);
    const auto crc = crc32(0, reinterpret_cast<const Bytef *>(type), length + 4);
    put_uint32(static_cast<uint32_t>(crc), out->extend(4));
}

// Large images are compressed less: at level 6 those of a whole page would take twice as long as at
// level 3, for two thirds of the bytes.
constexpr uint32_t large = 1u << 20;

constexpr uint8_t filter_none = 0;

// The output of zlib grows by this much.
constexpr uint32_t piece = 1u << 13;

voidpf zlib_allocate(voidpf memory, uInt items, uInt size) noexcept {
    return static_cast<const Memory *>(memory)->allocate(size_t{items} * size);
}

void zlib_release(voidpf memory, voidpf address) noexcept {
    static_cast<const Memory *>(memory)->release(address);
}

} // namespace

PngWriter::PngWriter(uint32_t width, uint32_t height, const Rgba *colors, Buffer *out) noexcept
    : stream_{}, width_(width), out_(out) {
    out->append({"\x89PNG\r\n\x1a\n", 8});
    size_t chunk = begin_chunk("IHDR", out);
    put_uint32(width, out->extend(4));
    put_uint32(height, out->extend(4));
    // 8 bits a pixel, colours from a palette, deflate, filters, not interlaced
    out->append({"\x08\x03\x00\x00\x00", 5});
    end_chunk(chunk, out);
    chunk = begin_chunk("PLTE", out);
    for (int i = 0; i < 256; i++)
        for (const uint8_t part : {colors[i].r, colors[i].g, colors[i].b})
            *out->extend(1) = static_cast<char>(part);
    end_chunk(chunk, out);
    chunk = begin_chunk("tRNS", out);
    for (int i = 0; i < 256; i++)
        *out->extend(1) = static_cast<char>(colors[i].a);
    end_chunk(chunk, out);

    stream_.zalloc = zlib_allocate;
    stream_.zfree = zlib_release;
    stream_.opaque = const_cast<Memory *>(&out->memory());
    deflateInit(&stream_, width * height > large ? 3 : 6);
    data_ = begin_chunk("IDAT", out);
}

void PngWriter::compress(const uint8_t *bytes, uint32_t n, int flush) noexcept {
    stream_.next_in = const_cast<Bytef *>(bytes);
    stream_.avail_in = n;
    do {
        stream_.next_out = reinterpret_cast<Bytef *>(out_->extend(piece));
        stream_.avail_out = piece;
        deflate(&stream_, flush);
        out_->shorten(stream_.avail_out);
    } while (stream_.avail_out == 0);
}

void PngWriter::row(const uint8_t *pixels) noexcept {
    compress(&filter_none, 1, Z_NO_FLUSH);
    compress(pixels, width_, Z_NO_FLUSH);
    out_->memory().poll();
}

void PngWriter::finish() noexcept {
    compress(nullptr, 0, Z_FINISH);
    deflateEnd(&stream_);
    end_chunk(data_, out_);
    end_chunk(begin_chunk("IEND", out_), out_);
}

} // namespace heatmap::picture
