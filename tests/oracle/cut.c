/* usage: oracle_cut CASES SEED: so many texts of the bytes that matter to the cutting of rows,
 * given to the fuzzing target of the same name (tests/fuzz/cut.c), which says what must hold. */
#include "../fuzz/cut.c"

#include <malloc.h>
#include <stdio.h>

static uint32_t next(uint64_t *s)
{
    *s = *s * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*s >> 33);
}

int main(int argc, char **argv)
{
    static const char *const piece[] = {
        "\"a,b\",", "\n\"\",",   "\"x \"\"y\"\"\"\n", "1,2,3\n",      "\r\n",
        "\"a\nb\"", ",\"\"\"\"", "\"a\"z,",           "12\" pipe,",   "1,2,3\n",
        "x,y,\n",   "'it''s',",  "a;b;c\n",           "\"open,b,c\n", "\n\n",
        "1,2,3\n",  "#,\"a",     "long text without "};
    static const char letter[] = "aaaaaaaaa b,,,,\n\n\"\"\r;,x'|\t#";
    long cases = argc > 1 ? atol(argv[1]) : 100000;
    uint64_t s = argc > 2 ? (uint64_t)atoll(argv[2]) : 1;
    uint8_t data[2 + 2048];

    /* Memory is kept from text to text: getting it anew costs more than the cutting. */
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    for (long i = 0; i < cases; i++) {
        size_t n = 2, most = 2 + next(&s) % (next(&s) % 8 == 0 ? 1500 : 200);
        uint32_t pieces = next(&s) % 9, quotes = next(&s) % 3;

        data[0] = (uint8_t)next(&s);
        data[1] = (uint8_t)next(&s);
        if (next(&s) % 2 == 0) data[0] = 0x10; /* the usual dialect */
        if (next(&s) % 2 == 0) data[1] = (uint8_t)((data[1] & ~7) | 2);
        while (n < most) {
            const char *p = piece[next(&s) % (sizeof piece / sizeof piece[0])];
            char c = letter[next(&s) % (sizeof letter - 1)];

            if (next(&s) % 8 < pieces) {
                if (quotes == 0 && strchr(p, '"') != NULL) continue;
                memcpy(data + n, p, strlen(p));
                n += strlen(p);
            } else if (quotes > 0 || c != '"') {
                data[n++] = (uint8_t)c;
            }
        }
        LLVMFuzzerTestOneInput(data, n);
    }
    printf("cut: %ld texts, every way the same\n", cases);
    return 0;
}
