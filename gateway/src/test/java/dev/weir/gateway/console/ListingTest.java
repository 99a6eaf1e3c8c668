package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.Loss;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Exchange;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.Side;
import dev.weir.core.exchange.Tag;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class ListingTest {

    private ConsoleFixture console;

    @BeforeEach
    void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void cursorsGoThroughEveryExchangeOnceNewestFirst() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 431; i++) {
            expected.addFirst(console.put().id().toString());
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page =
                    console.get(
                                    "/api/v1/exchanges?limit=37"
                                            + (next.isEmpty() ? "" : "&cursor=" + next))
                            .json();
            page.path("items").forEach(item -> seen.add(item.path("id").asString()));
            next = page.path("next").isNull() ? "" : page.path("next").asString();
            pages++;
        } while (!next.isEmpty());
        assertThat(seen).isEqualTo(expected);
        assertThat(pages).isEqualTo(12);
    }

    @Test
    void aPageHasFiftyItemsUnlessToldOtherwise() throws IOException {
        for (int i = 0; i < 60; i++) {
            console.put();
        }
        assertThat(console.get("/api/v1/exchanges").json().path("items")).hasSize(50);
        assertThat(console.get("/api/v1/exchanges?limit=200").json().path("items")).hasSize(60);
    }

    @Test
    void filtersNarrow() throws IOException {
        Samples.Wish tagged = new Samples.Wish();
        tagged.tags = List.of(new Tag("team", "a b+c=d"));
        String first = console.put(tagged).id().toString();
        Samples.Wish failed = new Samples.Wish();
        failed.status = 404;
        failed.provider = "openai";
        String second = console.put(failed).id().toString();
        Samples.Wish nothing = new Samples.Wish();
        nothing.status = 0;
        String third = console.put(nothing).id().toString();

        assertThat(ids("tag=team")).containsExactly(first);
        assertThat(ids("tag=team=a%20b%2Bc%3Dd")).containsExactly(first);
        assertThat(ids("tag=team=a+b%2Bc=d")).containsExactly(first);
        assertThat(ids("tag=team=b")).isEmpty();
        assertThat(ids("provider=openai")).containsExactly(second);
        assertThat(ids("status=404")).containsExactly(second);
        assertThat(ids("status=4xx")).containsExactly(second);
        assertThat(ids("status=>=400")).containsExactly(second);
        assertThat(ids("status=%3C300")).containsExactly(third, first);
        assertThat(ids("since=2026-11-21T10:00:01Z")).containsExactly(third, second);
        assertThat(ids("until=2026-11-21T11:00:01%2B01:00")).containsExactly(first);
        assertThat(ids("until=2026-11-21T11:00:01+01:00")).containsExactly(first);
        assertThat(ids("provider=openai&status=2xx")).isEmpty();
    }

    private List<String> ids(String query) throws IOException {
        Wire.Answer answer = console.get("/api/v1/exchanges?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        answer.json().path("items").forEach(item -> ids.add(item.path("id").asString()));
        return ids;
    }

    @Test
    void whatHasJustHappenedIsSeen() throws IOException {
        Exchange late = console.samples.make(new Samples.Wish());
        console.archive.putLate(late);
        assertThat(console.get("/api/v1/exchanges").json().path("items")).hasSize(1);
        Exchange later = console.samples.make(new Samples.Wish());
        console.archive.putLate(later);
        assertThat(console.get("/api/v1/exchanges/" + later.id()).status()).isEqualTo(200);
    }

    @Test
    void anItemSaysWhatTheContractSays() throws IOException {
        Samples.Wish wish = new Samples.Wish();
        wish.tags = List.of(new Tag("session", "s1"));
        wish.losses = Set.of(Loss.SPOOL_FULL, Loss.MODE);
        console.put(wish);
        JsonNode item = console.get("/api/v1/exchanges").json().path("items").path(0);
        assertThat(item.path("startedAt").asString()).isEqualTo("2026-11-21T10:00:00.123456Z");
        assertThat(item.path("path").asString()).isEqualTo("/v1/messages");
        assertThat(item.path("query").asString()).isEqualTo("beta=true");
        assertThat(item.path("tags").path(0).asString()).isEqualTo("session=s1");
        assertThat(item.path("losses").toString()).isEqualTo("[\"mode\",\"spool_full\"]");
        assertThat(item.path("durations").toString())
                .isEqualTo(
                        "{\"connectedMs\":1.5,\"requestSentMs\":2.0,\"firstByteMs\":30.25,"
                                + "\"firstTokenMs\":null,\"lastByteMs\":40.0,\"totalMs\":40.1}");
    }

    @Test
    void anExchangeWithoutAnAnswerIsShownWithNulls() throws IOException {
        Samples.Wish wish = new Samples.Wish();
        wish.status = 0;
        Exchange exchange = console.put(wish);
        JsonNode detail = console.get("/api/v1/exchanges/" + exchange.id()).json();
        assertThat(detail.path("status").asInt()).isZero();
        assertThat(detail.path("response").isNull()).isTrue();
        assertThat(detail.path("upstream").isNull()).isTrue();
        assertThat(detail.path("errorCode").asString()).isEqualTo("upstream_unreachable");
        assertThat(detail.path("timeline").path("connected").isNull()).isTrue();
    }

    @Test
    void theDetailHasTheHashOfTheBytes() throws IOException {
        Exchange exchange =
                console.put(
                        new Samples.Wish(), ConsoleFixture.bytes("abc"), ConsoleFixture.bytes(""));
        JsonNode detail = console.get("/api/v1/exchanges/" + exchange.id()).json();
        assertThat(detail.path("request").path("sha256").asString())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(detail.path("response").path("sha256").asString())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(detail.path("timeline").path("firstByte").asLong()).isEqualTo(30_250);
    }

    @Test
    void aBodyKeptInPartHasNoHash() throws IOException {
        Samples.Wish wish = new Samples.Wish();
        wish.requestLength = 100;
        wish.requestKept = 2;
        Exchange exchange = console.put(wish);
        JsonNode request = console.get("/api/v1/exchanges/" + exchange.id()).json().path("request");
        assertThat(request.path("sha256").isNull()).isTrue();
        assertThat(request.path("bytes").asInt()).isEqualTo(100);
        assertThat(request.path("keptBytes").asInt()).isEqualTo(2);
    }

    @Test
    void damageIsSaidAndDoesNotHideTheRest() throws IOException {
        Exchange exchange = console.put();
        console.archive.damage(exchange.id(), Side.RESPONSE);
        JsonNode detail = console.get("/api/v1/exchanges/" + exchange.id()).json();
        assertThat(detail.path("response").path("damaged").asBoolean()).isTrue();
        assertThat(detail.path("response").path("sha256").isNull()).isTrue();
        assertThat(detail.path("request").path("damaged").asBoolean()).isFalse();
    }

    @Test
    void hostileContentStaysContent() throws IOException {
        Samples.Wish wish = new Samples.Wish();
        String evil = "</script><script>alert(1)</script>\"\\\u0001\u00e9\u00ff";
        wish.request = Headers.of("X-Evil", evil, "X-Evil", "twice");
        wish.model = "half \ud800 a pair, whole \ud83d\ude00";
        wish.tags = List.of(new Tag("k", "\udc00\n"));
        Exchange exchange = console.put(wish);
        Wire.Answer answer = console.get("/api/v1/exchanges/" + exchange.id());
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        JsonNode detail = answer.json();
        assertThat(detail.path("request").path("headers").path(0).path(1).asString())
                .isEqualTo(evil);
        assertThat(detail.path("request").path("headers")).hasSize(2);
        assertThat(detail.path("requestedModel").asString())
                .isEqualTo("half \ufffd a pair, whole \ud83d\ude00");
        assertThat(detail.path("tags").path(0).asString()).isEqualTo("k=\ufffd\n");
    }

    @Test
    void chunksGiveTimesAndLengths() throws IOException {
        Exchange exchange = console.put();
        console.archive.chunks(
                exchange.id(),
                Side.RESPONSE,
                List.of(new Chunk(1_234_999, 1), new Chunk(2_000_000, 1)));
        String path = "/api/v1/exchanges/" + exchange.id();
        assertThat(console.get(path + "/response/chunks").text())
                .isEqualTo("{\"items\":[{\"atUs\":1234,\"bytes\":1},{\"atUs\":2000,\"bytes\":1}]}");
        assertThat(console.get(path + "/request/chunks").text()).isEqualTo("{\"items\":[]}");
    }

    @Test
    void anUnknownExchangeIsNotFound() throws IOException {
        String path = "/api/v1/exchanges/" + console.samples.id();
        for (String part : List.of("", "/request/body", "/response/body", "/response/chunks")) {
            Wire.Answer answer = console.get(path + part);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.errorCode()).isEqualTo("exchange_not_found");
        }
    }
}
