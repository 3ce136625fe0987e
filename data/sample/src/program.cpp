// A small, self-contained C++17 program whose only use is to be compiled.
//
// It leans on templates, standard containers and algorithms, so that the
// optimiser has more to do at each level.  It prints one checksum.
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace sample {

// ---- dense matrices of a size known at compile time ----------------------

template <typename T, std::size_t Rows, std::size_t Cols>
class Matrix {
  public:
    T &at(std::size_t r, std::size_t c) { return cells_[r * Cols + c]; }
    const T &at(std::size_t r, std::size_t c) const { return cells_[r * Cols + c]; }

    template <typename Function>
    void fill(Function &&function) {
        for (std::size_t r = 0; r < Rows; ++r)
            for (std::size_t c = 0; c < Cols; ++c)
                at(r, c) = static_cast<T>(function(r, c));
    }

    T total() const { return std::accumulate(cells_.begin(), cells_.end(), T{}); }

  private:
    std::array<T, Rows * Cols> cells_{};
};

template <typename T, std::size_t N, std::size_t K, std::size_t M>
Matrix<T, N, M> operator*(const Matrix<T, N, K> &a, const Matrix<T, K, M> &b) {
    Matrix<T, N, M> product;
    for (std::size_t i = 0; i < N; ++i)
        for (std::size_t j = 0; j < M; ++j) {
            T sum{};
            for (std::size_t k = 0; k < K; ++k)
                sum += a.at(i, k) * b.at(k, j);
            product.at(i, j) = sum;
        }
    return product;
}

template <typename T, std::size_t... Sizes>
double all_products(std::index_sequence<Sizes...>) {
    const auto one = [](auto size) {
        constexpr std::size_t n = decltype(size)::value + 2;
        Matrix<T, n, n + 1> left;
        Matrix<T, n + 1, n> right;
        left.fill([](auto r, auto c) { return (r * 7 + c * 3) % 11; });
        right.fill([](auto r, auto c) { return (r + c * 5) % 13; });
        return static_cast<double>((left * right).total());
    };
    return (one(std::integral_constant<std::size_t, Sizes>{}) + ... + 0.0);
}

// ---- small expressions, evaluated by visiting a variant ------------------

struct Node;
using Link = std::shared_ptr<const Node>;
struct Number { double value; };
struct Name { std::string text; };
struct Sum { Link left, right; };
struct Product { Link left, right; };
struct Node { std::variant<Number, Name, Sum, Product> kind; };

template <typename Kind, typename... Parts>
Link make(Parts &&...parts) {
    return std::make_shared<const Node>(Node{Kind{std::forward<Parts>(parts)...}});
}

using Scope = std::unordered_map<std::string, double>;

double evaluate(const Link &link, const Scope &scope) {
    return std::visit(
        [&scope](const auto &node) -> double {
            using Kind = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<Kind, Number>)
                return node.value;
            else if constexpr (std::is_same_v<Kind, Name>)
                return scope.at(node.text);
            else if constexpr (std::is_same_v<Kind, Sum>)
                return evaluate(node.left, scope) + evaluate(node.right, scope);
            else
                return evaluate(node.left, scope) * evaluate(node.right, scope);
        },
        link->kind);
}

// ---- one pipeline of algorithms per element type -------------------------

template <typename T>
double pipeline(std::size_t length) {
    std::vector<T> values(length);
    std::uint32_t state = 12345;
    std::generate(values.begin(), values.end(), [&state] {
        state = state * 1664525u + 1013904223u;
        return static_cast<T>(state % 1000);
    });
    std::sort(values.begin(), values.end(), std::greater<T>());
    std::stable_partition(values.begin(), values.end(),
                          [](T value) { return static_cast<int>(value) % 2 == 0; });
    std::map<int, std::vector<T>> groups;
    for (const T &value : values)
        groups[static_cast<int>(value) % 17].push_back(value);
    double result = 0.0;
    for (auto &[key, group] : groups) {
        std::nth_element(group.begin(), group.begin() + group.size() / 2, group.end());
        result += key * static_cast<double>(group[group.size() / 2]);
    }
    return result;
}

template <typename... Types>
double all_pipelines(const std::tuple<Types...> *) {
    return (pipeline<Types>(sizeof(Types) * 64) + ... + 0.0);
}

}  // namespace sample

int main() {
    using namespace sample;
    using Elements = std::tuple<short, int, long, float, double, unsigned char>;
    const auto x = make<Name>(std::string("x"));
    const auto line = make<Sum>(make<Product>(make<Number>(3.0), x), make<Number>(1.0));
    double checksum = evaluate(make<Product>(line, line), Scope{{"x", 2.0}});
    checksum += all_products<int>(std::make_index_sequence<12>{});
    checksum += all_products<double>(std::make_index_sequence<12>{});
    checksum += all_pipelines(static_cast<const Elements *>(nullptr));
    std::cout << checksum << '\n';
    return checksum > 0.0 ? 0 : 1;
}
