package dev.weir.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What holds of all queries. */
class QueryPropertyTest {

    private static final Instant NOW = Instant.parse("2026-07-28T14:05:09.123456789Z");

    @Test
    void aPrintedQueryIsReadAsTheSameQueryAtAnyTimeAndInAnyZone() throws QueryError {
        RandomQueries queries = new RandomQueries(new Random(11));
        Set<Field> fields = EnumSet.noneOf(Field.class);
        for (int i = 0; i < 2_000; i++) {
            SearchQuery query = queries.query(4);
            gather(query, fields);
            String printed = query.print();
            ZoneId zone = i % 2 == 0 ? ZoneOffset.UTC : ZoneId.of("Asia/Kathmandu");
            SearchQuery read = QueryParser.parse(printed, Instant.ofEpochSecond(i), zone);
            assertThat(read).as(printed).isEqualTo(query);
            assertThat(read.print()).isEqualTo(printed);
        }
        assertThat(fields).containsExactlyInAnyOrder(Field.values());
    }

    private static void gather(SearchQuery query, Set<Field> fields) {
        switch (query) {
            case SearchQuery.And and -> and.parts().forEach(part -> gather(part, fields));
            case SearchQuery.Or or -> or.parts().forEach(part -> gather(part, fields));
            case SearchQuery.Not not -> gather(not.part(), fields);
            case SearchQuery.Condition condition -> fields.add(condition.field());
            case SearchQuery.Everything _, SearchQuery.Text _ -> {}
        }
    }

    /** Texts made of the language's own pieces reach far into the parser. */
    @Test
    void anyTextIsReadOrBlamedAtAPlaceInIt() {
        String[] pieces = {
            "a",
            "OR",
            "NOT",
            "AND",
            "(",
            ")",
            "|",
            "-",
            "\"",
            "\\",
            "*",
            ":",
            ",",
            "..",
            ">=",
            "<",
            "=",
            "model",
            "status",
            "at",
            "cost",
            "answer",
            "in",
            "tag",
            "since",
            "404",
            "4xx",
            "5s",
            "2026-07-28",
            "-2h",
            " ",
            " ",
            " ",
            "é",
            "😀",
            "\n"
        };
        Random random = new Random(5);
        int read = 0;
        for (int i = 0; i < 10_000; i++) {
            StringBuilder query = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                query.append(pieces[random.nextInt(pieces.length)]);
            }
            read += check(query.toString()) ? 1 : 0;
        }
        assertThat(read).isBetween(1_000, 9_000);
    }

    @FuzzTest
    void noTextBreaksTheParser(byte[] bytes) {
        check(new String(bytes, StandardCharsets.UTF_8));
    }

    /** True where the query could be read. */
    private static boolean check(String query) {
        for (int cursor = 0; cursor <= query.length(); cursor++) {
            Completions completions = Completions.at(query, cursor);
            boolean within =
                    completions.start() >= 0
                            && completions.start() <= cursor
                            && completions.end() >= cursor
                            && completions.end() <= query.length();
            if (!within) {
                fail("%s for %d in '%s'", completions, cursor, query);
            }
        }
        SearchQuery read;
        try {
            read = QueryParser.parse(query, NOW, ZoneOffset.UTC);
        } catch (QueryError error) {
            assertThat(error.start()).as(query).isBetween(0, query.length());
            assertThat(error.end()).as(query).isBetween(error.start(), query.length());
            assertThat(error).message().isNotBlank().doesNotEndWith(".");
            assertThat(error.pointed(query, 60).lines().count()).isEqualTo(3);
            return false;
        }
        String printed = read.print();
        if (printed.length() <= QueryParser.LONGEST) {
            try {
                assertThat(QueryParser.parse(printed, Instant.EPOCH, ZoneOffset.MAX))
                        .isEqualTo(read);
            } catch (QueryError error) {
                assertThat(error).as(printed).hasMessageContaining("deep");
            }
        }
        return true;
    }

    /** Makes queries of every form. */
    private record RandomQueries(Random random) {

        SearchQuery query(int depth) {
            if (depth == 0) {
                return leaf();
            }
            return switch (random.nextInt(5)) {
                case 0 -> SearchQuery.and(several(depth));
                case 1 -> SearchQuery.or(several(depth));
                case 2 -> SearchQuery.not(query(depth - 1));
                default -> leaf();
            };
        }

        private List<SearchQuery> several(int depth) {
            List<SearchQuery> parts = new ArrayList<>();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                parts.add(query(depth - 1));
            }
            return parts;
        }

        private SearchQuery leaf() {
            if (random.nextInt(4) == 0) {
                List<String> tokens = Tokens.of("x" + text());
                Scope scope = any(List.of(Scope.values()));
                return new SearchQuery.Text(scope, tokens, random.nextBoolean());
            }
            Field field = any(List.of(Field.values()));
            List<Criterion> criteria = new ArrayList<>();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                criteria.add(criterion(field));
            }
            return new SearchQuery.Condition(field, criteria);
        }

        private Criterion criterion(Field field) {
            if (random.nextInt(8) == 0) {
                return new Criterion.Present();
            }
            return switch (field.type()) {
                case NAME -> name();
                case TAG -> new Criterion.Tagged(Glob.literal("k" + key()), glob());
                case CHOICE -> new Criterion.Is(new Value.Name(choice(field)));
                case YES_NO -> new Criterion.Is(new Value.Flag(random.nextBoolean()));
                default -> ordered(field);
            };
        }

        private String choice(Field field) {
            List<String> choices =
                    field.choices().stream().filter(word -> !field.isBackground(word)).toList();
            return any(choices);
        }

        private <T> T any(List<T> values) {
            return values.get(random.nextInt(values.size()));
        }

        private Criterion name() {
            Glob glob = glob();
            if (glob.isAny()) {
                return new Criterion.Present();
            }
            return glob.isLiteral()
                    ? new Criterion.Is(new Value.Name("n" + glob.prefix()))
                    : new Criterion.Like(glob);
        }

        private Glob glob() {
            List<String> pieces = new ArrayList<>();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                pieces.add(text());
            }
            return new Glob(pieces);
        }

        private Criterion ordered(Field field) {
            Value one = value(field.type());
            Value other = value(field.type());
            int form = random.nextInt(3);
            if (form == 0 && field.takes(new Criterion.Is(one))) {
                return new Criterion.Is(one);
            }
            if (form == 1 && Value.compare(one, other) < 0) {
                return new Criterion.Between(one, other);
            }
            Criterion.Operator operator = any(List.of(Criterion.Operator.values()));
            boolean half = field.type() != ValueType.TIME || operator.half();
            return new Criterion.Compare(half ? operator : Criterion.Operator.GE, one);
        }

        private Value value(ValueType type) {
            return switch (type) {
                case STATUS -> new Value.Whole(random.nextInt(1_001));
                case MONEY ->
                        new Value.Dollars(
                                new BigDecimal(random.nextLong(1L << 50))
                                        .movePointLeft(random.nextInt(19)));
                case TIME ->
                        new Value.Time(
                                Instant.ofEpochSecond(
                                        random.nextLong(-60_000_000_000L, 250_000_000_000L),
                                        random.nextBoolean() ? 0 : random.nextInt(1_000_000_000)));
                default -> new Value.Whole(random.nextLong() >>> 2 + random.nextInt(60));
            };
        }

        private String key() {
            return text().replace("=", "");
        }

        private String text() {
            String alphabet = "abÉё本 \t\n\"\\*,()|-:=<>.'😀OR19\u0301\0";
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(6); n > 0; n--) {
                int at = random.nextInt(alphabet.codePointCount(0, alphabet.length()));
                text.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, at)));
            }
            return text.toString();
        }
    }
}
