package dev.weir.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.ZoneOffset;

/** What is said of queries that cannot be read, and of which characters. */
class QueryErrorTest {

    private static QueryError error(String query) {
        QueryError error =
                catchThrowableOfType(
                        QueryError.class,
                        () -> QueryParser.parse(query, Instant.EPOCH, ZoneOffset.UTC));
        assertThat(error).as(query).isNotNull();
        return error;
    }

    /** The characters to blame are those that the carets stand below. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a modle:x b~  ^^^^^~there is no field 'modle'~model",
                "a -statsu:4xx~   ^^^^^^~there is no field~status",
                "http://x/y~^^^^^^^^^^~words with a colon are quoted~\"http://x/y\"",
                "std::string*~^^^^^^^^^^^^~words with a colon~\"std::string*\"",
                "a status>=400~  ^^^^^^^^^^^~followed by a colon~status:>=400",
                "status=400~^^^^^^^^^^~followed by a colon~status:400",
                "model!=x~^^^^^^^^~followed by a colon~-model:x",
                "a status: 400~  ^^^^^^^~status: is followed, without a space, by a status~",
                "answer: a~^^^^^^^~by a word~",
                "answer:~^^^^^^^~by a word~",
                "user:\"\"~^^^^^^^~followed, without a space, by a name~",
                "a status:teapot~         ^^^^^^~404, a class like 4xx, or none~",
                "status:42~       ^^~404~",
                "status:>4000~        ^^^^~404~",
                "status:404,x,500~           ^~404~",
                "status:404,,500~       ^^^^^^^^~beside a comma~",
                "model:a, b~      ^^~beside a comma~",
                "outcome:compete~        ^^^^^^^~outcome is one of complete, ~complete",
                "has:nonsense~    ^^^^^^^^~has is one of thinking, ~",
                "stream:maybe~       ^^^^^~yes or no~",
                "model:>=x~      ^^^~no order~\">=x\"",
                "model:=x~      ^^~no =~x",
                "outcome:>x~        ^^~no order~",
                "input:1.5~      ^^^~whole number~",
                "input:many~      ^^^^~500, 20k or 1.5M~",
                "input:9999999999B~      ^^^^^^^^^^^~whole number~",
                "cost:-1~     ^^~US dollars~",
                "cost:1e9~     ^^^~US dollars~",
                "duration:>5~          ^~with its unit~",
                "duration:5s~         ^^~compare with it~>=5s",
                "input:5..5~      ^^^^~range is empty~",
                "input:..~      ^^~at least one side~",
                "at:-2h~   ^^^~compare with it~>=-2h",
                "at:2026-02-30~   ^^^^^^^^^^~takes a time like~",
                "since:tomorrow~      ^^^^^^^^~since takes a time like~",
                "since:9999~      ^^^^~takes a time like~",
                "since:-999999999w~      ^^^^^^^^^^^~takes a time like~",
                "tag:=x~    ^^~no =~x",
                "model:(a OR b)~^^^^^^~joined by commas~",
                "answer:(a model:b)~          ^^^^^^^~only words~\"b\"",
                "in:nowhere x~^^^^^^^^^^~in: names where~",
                "in:answer~^^^^^^^^^~missing behind~",
                "a OR~  ^^~missing behind~",
                "OR a~^^~missing before~",
                "a OR OR b~     ^^~missing before~",
                "NOT~^^^~missing behind~",
                "(a -)~   ^~right before~",
                "a - b~  ^~right before~",
                "--verbose~^^^^^^^^^~two hyphens~\"--verbose\"",
                "main()~    ^^~nothing in these parentheses~",
                "a (b (c)~  ^~not closed~",
                "(~^~not closed~",
                "a) b~ ^~closes nothing~",
                ") b~^~closes nothing~",
                "say \"hi there~    ^^^^^^^^^~quote is not closed~\"hi there\"",
                "user:\"a~     ^^~quote is not closed~\"a\"",
                "*.java~^^^^^^~end of a word~\"*.java\"",
                "fo*o~^^^^~end of a word~\"fo*o\"",
                "foo-*~^^^^^~end of a word~\"foo-*\"",
                "a !?~  ^^~no letter or digit~",
                "answer:*~       ^~end of a word~\"*\"",
            })
    void everyMistakeIsPointedAt(String query, String carets, String message, String suggestion) {
        QueryError error = error(query);
        assertThat(" ".repeat(error.start()) + "^".repeat(error.end() - error.start()))
                .isEqualTo(carets);
        assertThat(error).hasMessageContaining(message);
        assertThat(error.suggestion()).isEqualTo(suggestion);
    }

    /** A suggestion put in the place of what is wrong makes that part right. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "a modle:x b",
                "http://x/y",
                "say \"hi there",
                "status>=400",
                "--verbose",
                "model:>=x",
                "at:-2h",
                "duration:5s",
                "outcome:compete",
                "-user!=x",
                "answer:(a model:b)"
            })
    void aSuggestionCanBeTaken(String query) {
        QueryError error = error(query);
        String mended =
                query.substring(0, error.start())
                        + error.suggestion()
                        + query.substring(error.end());
        assertThatCode(() -> QueryParser.parse(mended, Instant.EPOCH, ZoneOffset.UTC))
                .doesNotThrowAnyException();
    }

    @Test
    void lengthTermsAndDepthAreLimited() throws QueryError {
        String longest = "x".repeat(QueryParser.LONGEST);
        QueryParser.parse(longest, Instant.EPOCH, ZoneOffset.UTC);
        assertThat(error(longest + "x")).hasMessageContaining("at most 8000 characters");

        String most = "status:" + "404,".repeat(QueryParser.MOST_TERMS - 1) + "404";
        QueryParser.parse(most, Instant.EPOCH, ZoneOffset.UTC);
        assertThat(error(most + " more").start()).isEqualTo(most.length() + 1);
        assertThat(error("a ".repeat(QueryParser.MOST_TERMS) + "b"))
                .hasMessageContaining("at most 200 terms");

        int half = QueryParser.DEEPEST / 2;
        String deepest = "-(".repeat(half) + "a" + ")".repeat(half);
        QueryParser.parse(deepest, Instant.EPOCH, ZoneOffset.UTC);
        assertThat(error("NOT " + deepest)).hasMessageContaining("more than 32 deep");
        assertThat(error("(".repeat(5_000))).hasMessageContaining("more than 32 deep");
    }

    @Test
    void aTerminalShowsThePlaceOfALongQuery() {
        String query = "word ".repeat(60) + "modle:x";
        String[] lines = error(query).pointed(query, 40).split("\n", -1);
        assertThat(lines).hasSize(3);
        assertThat(lines[0]).hasSizeLessThanOrEqualTo(40).contains("modle:x");
        assertThat(lines[1]).hasSameSizeAs(lines[0].replaceFirst(":x$", ""));
        assertThat(lines[0].substring(lines[1].indexOf('^'))).isEqualTo("modle:x");
        assertThat(lines[2]).isEqualTo("there is no field 'modle'; try model");
    }

    @Test
    void aTerminalIsShownNoControlCharacters() {
        String query = "a\u001b[31m\u202e b\nc\td x😀 modle:x";
        String shown = error(query).pointed(query, 80);
        assertThat(shown.lines().findFirst()).contains("a?[31m? b c d x😀 modle:x");
        assertThat(shown.lines().skip(1).findFirst()).contains(" ".repeat(17) + "^^^^^");

        String suggested = "quux:\u001b]0;x";
        assertThat(error(suggested).suggestion()).contains("\u001b");
        assertThat(error(suggested).pointed(suggested, 80)).doesNotContain("\u001b");
    }

    @Test
    void somethingMissingAtTheEndIsPointedAt() {
        QueryError error = new QueryError("something is missing here", 3, 3, null);
        assertThat(error.pointed("a (", 80)).isEqualTo("a (\n   ^\nsomething is missing here");
    }
}
