package dev.weir.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** The cursor is where the stroke stands. */
class CompletionsTest {

    private static Completions at(String text) {
        int cursor = text.indexOf('¦');
        return Completions.at(text.replace("¦", ""), cursor);
    }

    private static List<String> texts(String text) {
        return at(text).items().stream().map(Completions.Item::text).toList();
    }

    @Test
    void anEmptyPlaceTakesEveryName() {
        assertThat(texts("¦")).hasSameSizeAs(Names.ALL).contains("answer:", "model:", "since:");
        assertThat(texts("a (¦)")).hasSameSizeAs(Names.ALL);
        assertThat(texts("-¦")).hasSameSizeAs(Names.ALL);
    }

    @Test
    void theBeginningOfANameIsCompleted() {
        assertThat(texts("a sta¦")).containsExactly("status:", "at:");
        assertThat(texts("x -Cache_¦")).containsExactly("cache-read:", "cache-write:");
        assertThat(texts("O¦")).contains("outcome:", "output:", "OR");
        assertThat(texts("zzz¦")).isEmpty();
    }

    @Test
    void theWholeNameIsReplaced() {
        Completions completions = at("a -mo¦d:gpt b");
        assertThat(completions.start()).isEqualTo(3);
        assertThat(completions.end()).isEqualTo(7);
        assertThat(completions.items().getFirst().text()).isEqualTo("model:");
        assertThat(completions.items().getFirst().kind()).isEqualTo(Completions.Kind.NAME);
        assertThat(completions.items().getFirst().meaning()).startsWith("the model");
    }

    @Test
    void closedListsAreCompletedAfterEveryComma() {
        assertThat(texts("outcome:¦")).startsWith("complete").endsWith("interrupted", "*");
        assertThat(texts("has:tool-¦")).containsExactly("tool_call", "tool_result", "tool_error");
        Completions completions = at("has:image,th¦i,x b");
        assertThat(completions.start()).isEqualTo(10);
        assertThat(completions.end()).isEqualTo(13);
        assertThat(completions.typed()).isEqualTo("th");
        assertThat(completions.items())
                .extracting(Completions.Item::text)
                .containsExactly("thinking");
        assertThat(texts("stream:¦")).containsExactly("yes", "no", "*");
    }

    @Test
    void orderedFieldsTakeSignsAndTimesTheirWords() {
        assertThat(texts("cost:¦")).containsExactly("<", "<=", ">", ">=", "*");
        assertThat(texts("cost:>¦")).isEmpty();
        assertThat(texts("status:4¦")).containsExactly("4xx");
        assertThat(texts("at:>=y¦")).containsExactly("yesterday");
        assertThat(at("at:>=y¦").start()).isEqualTo(5);
        assertThat(texts("since:-¦")).containsExactly("-1h", "-1d", "-7d");
    }

    @Test
    void namesOfAStoreCanBeAddedByTheCaller() {
        Completions completions = at("model:cla¦ x");
        assertThat(completions.field()).isEqualTo(Field.MODEL);
        assertThat(completions.typed()).isEqualTo("cla");
        assertThat(completions.items()).isEmpty();
        assertThat(at("mod¦").field()).isNull();
        assertThat(texts("model:¦")).containsExactly("*");
    }

    @Test
    void nothingIsProposedInQuotesAndAfterUnknownNames() {
        assertThat(texts("\"model¦")).isEmpty();
        assertThat(texts("user:\"a \\\" st¦")).isEmpty();
        assertThat(texts("\"a b\" st¦")).contains("status:");
        assertThat(texts("http:¦")).isEmpty();
        assertThat(texts("answer:¦")).isEmpty();
        assertThat(texts("in:¦")).contains("answer", "tool-input");
    }

    @Test
    void aValueThatIsBegunInQuotesIsReplacedWithThem() {
        Completions completions = at("x user:\"Ada L¦");
        assertThat(completions.field()).isEqualTo(Field.USER);
        assertThat(completions.start()).isEqualTo(7);
        assertThat(completions.end()).isEqualTo(13);
        assertThat(completions.typed()).isEqualTo("Ada L");
        assertThat(completions.items()).isEmpty();
        Completions closed = at("user:a,\"Ada \\\"L¦\" b");
        assertThat(closed.start()).isEqualTo(7);
        assertThat(closed.end()).isEqualTo(16);
        assertThat(closed.typed()).isEqualTo("Ada \"L");
        assertThat(at("user:x\"y¦").field()).isNull();
        assertThat(at("answer:\"y¦").field()).isNull();
        assertThat(at("\"user:y¦").field()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-sonnet-4-5",
                "Ada Lovelace",
                "a\"b\\c",
                "*",
                "gpt-*",
                "(x)",
                "a,b",
                "-minus",
                ">5",
                "<script>alert(1)</script>",
                "a..b",
                "OR",
                "a|b",
                "ключ",
                "x:y",
                "a=b"
            })
    void aValueIsWrittenSoThatItStandsForItself(String value) throws QueryError {
        String text = Completions.written(Field.MODEL, value);
        assertThat(
                        QueryParser.parse(
                                "model:" + text, java.time.Instant.EPOCH, java.time.ZoneOffset.UTC))
                .isEqualTo(
                        new SearchQuery.Condition(
                                Field.MODEL, new Criterion.Is(new Value.Name(value))));
    }

    @Test
    void tagsAreWrittenInTheirPartsAndWhatIsNoLineNotAtAll() {
        assertThat(Completions.written(Field.TAG, "ticket=W 1")).isEqualTo("ticket=\"W 1\"");
        assertThat(Completions.written(Field.TAG, "ticket")).isEqualTo("ticket");
        assertThat(Completions.written(Field.TAG, "a=b=c")).isNotNull();
        assertThat(Completions.written(Field.USER, "a\nb")).isNull();
        assertThat(Completions.written(Field.USER, "a\u001bb")).isNull();
        assertThat(Completions.written(Field.USER, "")).isNull();
        assertThat(Completions.written(Field.COST, "5")).isNull();
    }
}
