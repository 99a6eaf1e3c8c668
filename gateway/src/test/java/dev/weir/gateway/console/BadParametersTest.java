package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.SplittableRandom;

class BadParametersTest {

    private static ConsoleFixture console;

    @BeforeAll
    static void start() throws IOException {
        console = new ConsoleFixture();
        console.put();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exchanges?limit=0 | limit: | 1 to 200",
                "exchanges?limit=201 | limit: | 1 to 200",
                "exchanges?limit=-1 | limit: | 1 to 200",
                "exchanges?limit=ten | limit: | 1 to 200",
                "exchanges?limit= | limit: | 1 to 200",
                "exchanges?limit=99999999999 | limit: | 1 to 200",
                "exchanges?limit=1&limit=2 | limit: | once",
                "exchanges?cursor=abc | cursor: | 'next'",
                "exchanges?cursor=1-2-3-4-5 | cursor: | 'next'",
                "exchanges?tag= | tag: | key=value",
                "exchanges?tag==x | tag: | key=value",
                "exchanges?provider=Open%20AI | provider: | anthropic",
                "exchanges?status=abc | status: | 4xx",
                "exchanges?status=>= | status: | >=400",
                "exchanges?status=99999 | status: | 404",
                "exchanges?since=yesterday | since: | RFC 3339",
                "exchanges?until=2026-11-21 | until: | RFC 3339",
                "exchanges?since=2026-11-21T10:00:00Z&until=2026-11-20T10:00:00Z | since: | before",
                "exchanges?tag=%zz | tag: | hex",
                "exchanges?tag=%4 | tag: | hex",
                "exchanges?tag=%ff | tag: | UTF-8",
                "exchanges?foo=1 | 'foo' | limit",
                "exchanges?Limit=1 | 'Limit' | limit",
                "export?format=csv | format: | jsonl or har",
                "export?limit=3 | 'limit' | format",
                "tail?tag=x | 'tag' | none",
                "info?verbose | 'verbose' | none",
                "exchanges/not-an-id | id: | version 7",
                "exchanges/00000000-0000-4000-8000-000000000000 | id: | version 7",
            })
    void eachErrorNamesTheParameterAndWhatWasExpected(String target, String name, String expected)
            throws IOException {
        Wire.Answer answer = console.get("/api/v1/" + target);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo("bad_request");
        assertThat(answer.message()).contains(name).contains(expected);
        assertThat(answer.header("x-weir-error")).isEqualTo("bad_request");
        assertThat(answer.json().path("error").path("request_id").asString())
                .isEqualTo(answer.header("x-request-id"));
    }

    @Test
    void theSwitchForDecodingTakesTrueAndFalseOnly() throws IOException {
        String id = console.put().id().toString();
        Wire.Answer answer = console.get("/api/v1/exchanges/" + id + "/request/body?decoded=yes");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("decoded: expected true or false, got 'yes'");
    }

    @Test
    void aLongHostileValueIsShownShortAndHarmless() throws IOException {
        Wire.Answer answer = console.get("/api/v1/exchanges?%0a%00" + "x".repeat(5_000) + "=1");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).hasSizeLessThan(400).contains("'??xxx");
    }

    @Test
    void noQueryWhateverBreaksTheServer() throws IOException {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 300; i++) {
            StringBuilder query = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                String[] parts = {
                    "limit", "tag", "=", "&", "%", "%2", "+", "a", "0", "\u00ff", ">"
                };
                query.append(parts[random.nextInt(parts.length)]);
            }
            int status = console.get("/api/v1/exchanges?" + query).status();
            assertThat(status).as(query.toString()).isIn(200, 400);
        }
    }
}
