#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "core/grid/confetti.hpp"
#include "unit/grid/helpers.hpp"

namespace heatmap::grid {
using namespace test;
namespace {

constexpr Memory memory{std::malloc, std::free, no_poll};

struct Click {
    double x, y;
    std::string segment;
};

// A state that is released. Of each replaced one the caller, an executor node, is left with the
// one that it passed.
class Box {
public:
    explicit Box(const Canvas &canvas) : state_(new_confetti(canvas, memory)) {
    }
    ~Box() {
        std::free(state_);
    }

    ConfettiError add(const Click &click) {
        Confetti *before = state_;
        const ConfettiError error = add_click(&state_, click.x, click.y, click.segment, memory);
        if (state_ != before)
            std::free(before);
        EXPECT_TRUE(check_confetti(*state_, size_of(state_)));
        return error;
    }

    ConfettiError add(const Box &other) {
        Confetti *before = state_;
        const ConfettiError error = add_confetti(&state_, *other.state_, memory);
        if (state_ != before)
            std::free(before);
        EXPECT_TRUE(check_confetti(*state_, size_of(state_)));
        return error;
    }

    std::string draw() const {
        Buffer out(memory);
        picture::Svg svg(&out);
        EXPECT_EQ(draw_confetti(*state_, 1000, 1000, memory, &svg), ConfettiError::none);
        std::string text(out.data(), out.size());
        std::free(out.data());
        return text;
    }

    Confetti *state_;
};

std::vector<Click> random_clicks(Rng &rng, int n, int places) {
    std::vector<Click> clicks;
    for (int i = 0; i < n; i++)
        clicks.push_back({double(whole(rng, 0, places)), double(whole(rng, 0, places)),
                          std::string(1, char('a' + whole(rng, 0, 3)))});
    return clicks;
}

size_t dots_in(const std::string &svg) {
    size_t n = 0;
    for (size_t at = svg.find("h0"); at != std::string::npos; at = svg.find("h0", at + 1))
        n++;
    return n;
}

std::string between(const std::string &text, const std::string &from, const std::string &to) {
    const size_t begin = text.find(from) + from.size();
    return text.substr(begin, text.find(to, begin) - begin);
}

TEST(Confetti, DependsNeitherOnTheOrderNorOnTheSplit) {
    Rng rng(1);
    for (const auto &[n, places] : {std::pair{100, 20}, {3000, 1000}, {40000, 1000}, {60000, 60}}) {
        std::vector<Click> clicks = random_clicks(rng, n, places);
        std::string first;
        for (int round = 0; round < 3; round++) {
            std::shuffle(clicks.begin(), clicks.end(), rng);
            std::vector<Box *> parts;
            const auto n_parts = whole(rng, 1, 4);
            for (int64_t i = 0; i < n_parts; i++)
                parts.push_back(new Box(unit_canvas(1000, 1000)));
            for (const Click &click : clicks)
                EXPECT_EQ(parts[whole(rng, 0, n_parts - 1)]->add(click), ConfettiError::none);
            for (int64_t i = 1; i < n_parts; i++)
                EXPECT_EQ(parts[0]->add(*parts[i]), ConfettiError::none);
            const std::string svg = parts[0]->draw();
            if (round == 0)
                first = svg;
            EXPECT_EQ(svg, first);
            for (Box *part : parts)
                delete part;
        }
    }
}

TEST(Confetti, ShowsAllPlacesOrSaysHowManyClicksItShows) {
    Rng rng(2);
    for (const auto &[n, places] : {std::pair{500, 1000}, {5000, 30}, {50000, 200}}) {
        const std::vector<Click> clicks = random_clicks(rng, n, places);
        Box box(unit_canvas(1000, 1000));
        std::map<std::tuple<std::string, double, double>, int> distinct;
        for (const Click &click : clicks) {
            box.add(click);
            distinct[{click.segment, click.x, click.y}]++;
        }
        const std::string svg = box.draw();
        EXPECT_EQ(dots_in(svg), std::min<size_t>(distinct.size(), max_dots));
        if (distinct.size() <= max_dots) {
            EXPECT_EQ(svg.find("shown"), std::string::npos);
            continue;
        }
        // Each dot by its place in the picture, which is the canvas here.
        int shown = 0;
        size_t path = 0;
        for (char segment = 'a'; segment <= 'd'; segment++) { // in order of clicks, not of names
            path = svg.find(" d=\"", path) + 4;
            std::string dots = svg.substr(path, svg.find('"', path) - path);
            std::set<std::pair<double, double>> at;
            double x, y;
            for (const char *p = dots.c_str(); *p != 0; p = std::strstr(p, "h0") + 2) {
                ASSERT_EQ(std::sscanf(p, "M%lf %lf", &x, &y), 2);
                at.insert({x, y});
            }
            int most = 0;
            for (char name = 'a'; name <= 'd'; name++) { // the segment that has all of them
                int sum = 0;
                bool all = true;
                for (const auto &[px, py] : at) {
                    const auto found = distinct.find({std::string(1, name), px, py});
                    all &= found != distinct.end();
                    sum += found != distinct.end() ? found->second : 0;
                }
                if (all)
                    most = std::max(most, sum);
            }
            shown += most;
        }
        std::string words = between(svg, "shown: ", " at ");
        words.erase(std::remove(words.begin(), words.end(), ','), words.end());
        EXPECT_EQ(std::stoi(words), shown);
    }
}

TEST(Confetti, TheSampleHasNoFavourites) {
    Box box(unit_canvas(1000, 1000));
    int left = 0;
    for (int x = 0; x < 200; x++)
        for (int y = 0; y < 200; y++)
            box.add({x * 5.0, y * 5.0, "a"});
    const std::string dots = between(box.draw(), " d=\"", "\"");
    double x, y;
    int n = 0;
    for (const char *p = dots.c_str(); *p != 0; p = std::strstr(p, "h0") + 2, n++) {
        ASSERT_EQ(std::sscanf(p, "M%lf %lf", &x, &y), 2);
        left += x < 500;
    }
    EXPECT_EQ(n, int(max_dots));
    EXPECT_NEAR(left, 2500, 150); // 4.5 standard deviations of a binomial
}

TEST(Confetti, Limits) {
    Box box(unit_canvas(10, 10));
    for (uint32_t i = 0; i < max_segments; i++)
        EXPECT_EQ(box.add({1, 1, std::to_string(i)}), ConfettiError::none);
    EXPECT_EQ(box.add({1, 1, "more"}), ConfettiError::too_many_segments);
    EXPECT_EQ(box.add({1, 1, std::string(120, 'x')}), ConfettiError::long_name);
    EXPECT_EQ(box.add({1, 1, "3"}), ConfettiError::none);
}

} // namespace
} // namespace heatmap::grid
