// Writes the seed corpus: seeds <folder> makes <folder>/stored, json, state_bytes and state_steps.

#include <filesystem>
#include <fstream>
#include <string>

#include "unit/helpers.hpp"

namespace heatmap::test {
namespace {

using Bytes = std::vector<uint8_t>;

void write(const std::filesystem::path &folder, int number, const Bytes &bytes) {
    std::filesystem::create_directories(folder);
    std::ofstream file(folder / ("seed-" + std::to_string(number)), std::ios::binary);
    file.write(reinterpret_cast<const char *>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

// The harnesses read their choices first; a first byte of 0 says that raw bytes follow them.
Bytes raw(size_t choices, const Bytes &bytes) {
    Bytes seed(1 + choices);
    seed.insert(seed.end(), bytes.begin(), bytes.end());
    return seed;
}

void write_all(const std::filesystem::path &folder) {
    Rng rng(60);
    int number = 0;
    for (const Canvas &canvas : {unit_canvas(3, 7), unit_canvas(40, 30), unit_canvas(4096, 4096)})
        for (int scale : {0, 1, 2, 3}) {
            Cells cells;
            for (int i = 0; i < 10 * scale; i++)
                cells.push_back(Cell{static_cast<uint32_t>(rng() % cell_count(canvas)) & ~7u,
                                     static_cast<double>(whole(rng, scale > 1 ? -9 : 1, 300)) /
                                         (scale > 2 ? 8 : 1)});
            sort_and_merge(&cells);
            write(folder / "stored", number, raw(24, store(cells, canvas, scale).bytes()));
            StateBox box(canvas, 1, scale < 2);
            for (const Cell &cell : cells)
                if (scale < 2)
                    box.count(cell.index);
                else
                    box.add(middle(0, canvas.cols, canvas.cols, cell.index % canvas.cols),
                            middle(0, canvas.rows, canvas.rows, cell.index / canvas.cols),
                            cell.value);
            write(folder / "state_bytes", number, raw(0, box.bytes()));
            Bytes steps(200);
            for (uint8_t &byte : steps)
                byte = static_cast<uint8_t>(rng());
            write(folder / "state_steps", number, steps);
            number++;
        }
    for (const std::string text :
         {R"({"cols":3,"rows":7,"extent":[0,0,30,70],"outside":2,"cells":[[1,0,5],[2,6,-1.5e3]]})",
          R"({ "cells" : [ [ 0 , 0 , 1 ] , [ 0 , 0 , 2 ] ] , "rows" : 1 , "cols" : 1e0 ,)"
          R"( "extent" : [ -0.0 , -1 , 1E-300 , 1e+300 ] })",
          R"({"cols":16777216,"rows":1,"extent":[0,0,1,1]})"})
        write(folder / "json", number++, Bytes(text.begin(), text.end()));
}

} // namespace
} // namespace heatmap::test

int main(int argc, char **argv) {
    if (argc != 2)
        return 1;
    heatmap::test::write_all(argv[1]);
    return 0;
}
