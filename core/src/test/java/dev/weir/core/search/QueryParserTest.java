package dev.weir.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** What queries mean. Most are shown by the one way in which their meaning is written. */
class QueryParserTest {

    private static final Instant NOW = Instant.parse("2026-07-28T01:30:00Z");

    /** Five hours behind UTC, so that "now" is still the day before. */
    private static final ZoneId ZONE = ZoneId.of("America/Bogota");

    private static SearchQuery parse(String query) throws QueryError {
        return QueryParser.parse(query, NOW, ZONE);
    }

    private static String meaning(String query) throws QueryError {
        return parse(query).print();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\t\n\u00a0"})
    void aBlankQueryIsEverything(String query) throws QueryError {
        assertThat(parse(query)).isEqualTo(new SearchQuery.Everything());
        assertThat(meaning(query)).isEmpty();
    }

    @Test
    void aQueryIsATreeOfTypedValues() throws QueryError {
        assertThat(parse("model:claude-* (status:>=400 OR -cost:1.50..2) \"Rate Limit\"*"))
                .isEqualTo(
                        new SearchQuery.And(
                                List.of(
                                        new SearchQuery.Condition(
                                                Field.MODEL,
                                                new Criterion.Like(
                                                        new Glob(List.of("claude-", "")))),
                                        new SearchQuery.Or(
                                                List.of(
                                                        new SearchQuery.Condition(
                                                                Field.STATUS,
                                                                new Criterion.Compare(
                                                                        Criterion.Operator.GE,
                                                                        new Value.Whole(400))),
                                                        new SearchQuery.Not(
                                                                new SearchQuery.Condition(
                                                                        Field.COST,
                                                                        new Criterion.Between(
                                                                                dollars("1.5"),
                                                                                dollars("2")))))),
                                        new SearchQuery.Text(
                                                Scope.ANY, List.of("rate", "limit"), true))));
    }

    private static Value dollars(String amount) {
        return new Value.Dollars(new BigDecimal(amount));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "a b ~ a b",
                "a AND b ~ a b",
                "a | b ~ a OR b",
                "a|b ~ a OR b",
                "a b OR c d ~ (a b) OR (c d)",
                "a (b (c d)) ~ a b c d",
                "(a OR b) OR c ~ a OR b OR c",
                "(a OR b) c ~ (a OR b) c",
                "NOT a b ~ -a b",
                "-(a b) ~ -(a b)",
                "-(NOT a) ~ a",
                "NOT NOT a ~ a",
                "-(-a b) ~ -(-a b)",
                "or and not ~ or and not",
                "\"OR\" ~ or",
            })
    void joining(String query, String meaning) throws QueryError {
        assertThat(meaning(query)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "Größe ~ große",
                "foo_bar.baz ~ \"foo bar baz\"",
                "\"a (b) | c\" ~ \"a b c\"",
                "\"say \\\"hi\\\"\" ~ \"say hi\"",
                "conn* ~ conn*",
                "\"no conn\"* ~ \"no conn\"*",
                "foo-ba* ~ \"foo ba\"*",
                "12:30 ~ \"12 30\"",
                "\"http://x\" ~ \"http x\"",
                "answer:a ~ answer:a",
                "answer:a,b* ~ answer:a OR answer:b*",
                "answer:\"a, b\" ~ answer:\"a b\"",
                "text:a ~ a",
                "Tool_Input:a ~ tool-input:a",
                "completion:a ~ answer:a",
                "answer:(a OR \"b c\") d ~ (answer:a OR answer:\"b c\") d",
                "-system:(a -b) ~ -(system:a -system:b)",
                "in:answer \"b c\" d ~ answer:\"b c\" d",
                "in:prompt (a OR b) ~ prompt:a OR prompt:b",
            })
    void words(String query, String meaning) throws QueryError {
        assertThat(meaning(query)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "model:gpt-5 ~ model:gpt-5",
                "MODEL:gpt-5 ~ model:gpt-5",
                "model:gpt-5,claude-*,gpt-5 ~ model:gpt-5,claude-*",
                "model:\"claude-*\" ~ model:\"claude-*\"",
                "model:a**b ~ model:a*b",
                "model:* ~ model:*",
                "model:** ~ model:*",
                "-model:* ~ -model:*",
                "user:\"Ada L\"* ~ user:\"Ada L\"*",
                "user:\"a,b\" ~ user:\"a,b\"",
                "user:it's ~ user:\"it's\"",
                "user:\"\\\\\" ~ user:\"\\\\\"",
                "user:C:\\dir ~ user:\"C:\\\\dir\"",
                "user:\">x\" ~ user:\">x\"",
                "id:0198* ~ id:0198*",
                "tag:ticket ~ tag:ticket",
                "tag:ticket=* ~ tag:ticket",
                "tag:ticket=WEIR-12 ~ tag:ticket=WEIR-12",
                "tag:tick*=W*,x= ~ tag:tick*=W*,x=",
                "tag:*=x ~ tag:*=x",
                "tag:* ~ tag:*",
                "tag:*=* ~ tag:*",
                "tag:a=b=c ~ tag:a=\"b=c\"",
            })
    void names(String query, String meaning) throws QueryError {
        assertThat(meaning(query)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "outcome:COMPLETE ~ outcome:complete",
                "reason:client-cancel ~ reason:client_cancel",
                "has:tool-call,image ~ has:tool_call,image",
                "stream:true ~ stream:yes",
                "priced:No ~ priced:no",
                "kind:background ~ kind:title,permission_check,token_count,probe,model_list,embedding,other",
                "status:404 ~ status:404",
                "status:4xx ~ status:400..500",
                "status:9XX ~ status:900..1000",
                "status:<400 ~ status:<400",
                "status:>=400 ~ status:>=400",
                "status:none ~ -status:*",
                "-status:0 ~ status:*",
                "status:404,none ~ status:404 OR -status:*",
                "status:500.. ~ status:>=500",
                "status:..200 ~ status:<200",
                "code:404 ~ status:404",
                "input:1.5k ~ input:1500",
                "input:>=2M ~ input:>=2000000",
                "total:10k..1B ~ total:10000..1000000000",
                "cache-read:0,>5 ~ cache-read:0,>5",
                "request-bytes:>64KB ~ request-bytes:>64000",
                "request-bytes:>64kib ~ request-bytes:>65536",
                "response-bytes:<=1.5MiB ~ response-bytes:<=1572864",
                "duration:>1.5s ~ duration:>1500ms",
                "duration:1m..2h ~ duration:60s..7200s",
                "ttft:<=250us ~ ttft:<=250us",
                "ttft:<3ns ~ ttft:<3ns",
                "cost:>0.50 ~ cost:>0.5",
                "cost:$100 ~ cost:100",
                "cost:0 ~ cost:0",
                "cost:0.000001..0.1 ~ cost:0.000001..0.1",
                "cost:* ~ cost:*",
            })
    void wordsAndQuantities(String query, String meaning) throws QueryError {
        assertThat(meaning(query)).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "at:2026-07-20 ~ at:2026-07-20T05:00:00Z..2026-07-21T05:00:00Z",
                "day:2026-07-20 ~ at:2026-07-20T05:00:00Z..2026-07-21T05:00:00Z",
                "at:today ~ at:2026-07-27T05:00:00Z..2026-07-28T05:00:00Z",
                "at:yesterday ~ at:2026-07-26T05:00:00Z..2026-07-27T05:00:00Z",
                "at:2026-07 ~ at:2026-07-01T05:00:00Z..2026-08-01T05:00:00Z",
                "at:2026 ~ at:2026-01-01T05:00:00Z..2027-01-01T05:00:00Z",
                "at:2026-07-20T14:05 ~ at:2026-07-20T19:05:00Z..2026-07-20T19:06:00Z",
                "at:2026-07-20T14:05:09Z ~ at:2026-07-20T14:05:09Z..2026-07-20T14:05:10Z",
                "at:2026-07-20t14:05:09.5z ~ at:2026-07-20T14:05:09.500Z..2026-07-20T14:05:09.600Z",
                "at:2026-07-20T14:05:09+02:00 ~ at:2026-07-20T12:05:09Z..2026-07-20T12:05:10Z",
                "at:>=2026-07-20 ~ at:>=2026-07-20T05:00:00Z",
                "at:>2026-07-20 ~ at:>=2026-07-21T05:00:00Z",
                "at:<2026-07-20 ~ at:<2026-07-20T05:00:00Z",
                "at:<=2026-07-20 ~ at:<2026-07-21T05:00:00Z",
                "at:yesterday..today ~ at:2026-07-26T05:00:00Z..2026-07-27T05:00:00Z",
                "at:-2h..-1h ~ at:2026-07-27T23:30:00Z..2026-07-28T00:30:00Z",
                "at:>-2h ~ at:>=2026-07-27T23:30:00.000000001Z",
                "since:-90s ~ at:>=2026-07-28T01:28:30Z",
                "since:2h ~ at:>=2026-07-27T23:30:00Z",
                "since:7d ~ at:>=2026-07-21T01:30:00Z",
                "since:1w ~ at:>=2026-07-21T01:30:00Z",
                "until:now ~ at:<2026-07-28T01:30:00Z",
                "until:2026-07-20 ~ at:<2026-07-20T05:00:00Z",
            })
    void times(String query, String meaning) throws QueryError {
        assertThat(meaning(query)).isEqualTo(meaning);
    }

    @Test
    void aDayMayHaveTwentyThreeHours() throws QueryError {
        assertThat(QueryParser.parse("at:2026-03-29", NOW, ZoneId.of("Europe/Berlin")).print())
                .isEqualTo("at:2026-03-28T23:00:00Z..2026-03-29T22:00:00Z");
    }

    @Test
    void everyWordOfEveryListIsTaken() {
        for (Field field : Field.values()) {
            for (String choice : field.choices()) {
                assertThatCode(() -> parse(field.word() + ":" + choice)).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void everyFieldTellsAbsenceFromPresence() throws QueryError {
        for (Field field : Field.values()) {
            assertThat(parse("-" + field.word() + ":*"))
                    .isEqualTo(
                            new SearchQuery.Not(
                                    new SearchQuery.Condition(field, new Criterion.Present())));
        }
    }
}
