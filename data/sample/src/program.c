/* A small, self-contained C11 program whose only use is to be compiled.
 *
 * Sorting, hashing, matrices, a run-length coder, a tokeniser with a small
 * recursive parser, and a game of life.  It prints one checksum.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 32
#define BUCKETS 257
#define TEXT 512

static uint32_t state = 12345u;

static uint32_t next_random(void) {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

/* ---- sorting ---------------------------------------------------------- */

static void swap(int *a, int *b) {
    int kept = *a;
    *a = *b;
    *b = kept;
}

static void quick_sort(int *values, int low, int high) {
    while (low < high) {
        int pivot = values[(low + high) / 2], i = low, j = high;
        while (i <= j) {
            while (values[i] < pivot) i++;
            while (values[j] > pivot) j--;
            if (i <= j) swap(&values[i++], &values[j--]);
        }
        if (j - low < high - i) {
            quick_sort(values, low, j);
            low = i;
        } else {
            quick_sort(values, i, high);
            high = j;
        }
    }
}

/* ---- matrices --------------------------------------------------------- */

static double matrix_total(void) {
    static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];
    double total = 0.0;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = (i * 7 + j * 3) % 11;
            b[i][j] = (i + j * 5) % 13;
        }
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            double sum = 0.0;
            for (int k = 0; k < SIZE; k++) sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
    for (int i = 0; i < SIZE; i++) total += c[i][i];
    return total;
}

/* ---- hashing ---------------------------------------------------------- */

struct entry {
    struct entry *next;
    uint32_t key;
    int count;
};

static uint32_t hash(uint32_t key) {
    key ^= key >> 16;
    key *= 0x45d9f3bu;
    return key ^ (key >> 16);
}

static int count_key(struct entry **table, uint32_t key) {
    struct entry **slot = &table[hash(key) % BUCKETS];
    for (struct entry *at = *slot; at != NULL; at = at->next)
        if (at->key == key) return ++at->count;
    struct entry *added = malloc(sizeof *added);
    if (added == NULL) abort();
    *added = (struct entry){*slot, key, 1};
    *slot = added;
    return 1;
}

static int most_frequent(void) {
    static struct entry *table[BUCKETS];
    int best = 0;
    for (int i = 0; i < 4096; i++) {
        int count = count_key(table, next_random() % 1000u);
        if (count > best) best = count;
    }
    for (int i = 0; i < BUCKETS; i++)
        while (table[i] != NULL) {
            struct entry *old = table[i];
            table[i] = old->next;
            free(old);
        }
    return best;
}

/* ---- run lengths ------------------------------------------------------ */

static size_t encode(const char *text, size_t length, char *coded) {
    size_t used = 0;
    for (size_t i = 0; i < length;) {
        size_t run = 1;
        while (i + run < length && run < 9 && text[i + run] == text[i]) run++;
        coded[used++] = (char)('0' + run);
        coded[used++] = text[i];
        i += run;
    }
    return used;
}

static size_t decode(const char *coded, size_t length, char *text) {
    size_t used = 0;
    for (size_t i = 0; i + 1 < length; i += 2) {
        memset(text + used, coded[i + 1], (size_t)(coded[i] - '0'));
        used += (size_t)(coded[i] - '0');
    }
    return used;
}

static int run_lengths(void) {
    char text[TEXT], coded[2 * TEXT], back[TEXT];
    for (int i = 0; i < TEXT; i++) text[i] = (char)('a' + next_random() % 2u);
    size_t used = encode(text, TEXT, coded);
    if (decode(coded, used, back) != TEXT || memcmp(text, back, TEXT) != 0) abort();
    return (int)used;
}

/* ---- a parser of sums and products ------------------------------------ */

static double parse_sum(const char **text);

static double parse_factor(const char **text) {
    while (isspace((unsigned char)**text)) ++*text;
    if (**text == '(') {
        ++*text;
        double value = parse_sum(text);
        if (**text == ')') ++*text;
        return value;
    }
    char *end;
    double value = strtod(*text, &end);
    *text = end;
    while (isspace((unsigned char)**text)) ++*text;
    return value;
}

static double parse_product(const char **text) {
    double value = parse_factor(text);
    while (**text == '*' || **text == '/') {
        char sign = *(*text)++;
        double right = parse_factor(text);
        value = sign == '*' ? value * right : value / right;
    }
    return value;
}

static double parse_sum(const char **text) {
    double value = parse_product(text);
    while (**text == '+' || **text == '-') {
        char sign = *(*text)++;
        double right = parse_product(text);
        value = sign == '+' ? value + right : value - right;
    }
    return value;
}

/* ---- the game of life ------------------------------------------------- */

static int life(int generations) {
    static unsigned char now[SIZE][SIZE], then[SIZE][SIZE];
    int alive = 0;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) now[i][j] = next_random() % 3u == 0;
    for (int g = 0; g < generations; g++) {
        for (int i = 0; i < SIZE; i++)
            for (int j = 0; j < SIZE; j++) {
                int near = -now[i][j];
                for (int y = -1; y <= 1; y++)
                    for (int x = -1; x <= 1; x++)
                        near += now[(i + y + SIZE) % SIZE][(j + x + SIZE) % SIZE];
                then[i][j] = near == 3 || (near == 2 && now[i][j]);
            }
        memcpy(now, then, sizeof now);
    }
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) alive += now[i][j];
    return alive;
}

int main(void) {
    const char *text = "(1 + 2) * 3 - 4 / (5 - 3) * (2 + 0.5)";
    int values[1000];
    for (int i = 0; i < 1000; i++) values[i] = (int)(next_random() % 100000u);
    quick_sort(values, 0, 999);
    double checksum = matrix_total() + values[500] + most_frequent();
    checksum += run_lengths() + parse_sum(&text) + life(20);
    printf("%.3f\n", checksum);
    return checksum > 0.0 ? 0 : 1;
}
