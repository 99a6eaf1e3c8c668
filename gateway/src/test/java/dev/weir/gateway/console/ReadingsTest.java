package dev.weir.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.derived.StatsQuery;
import dev.weir.core.derived.StatsQuery.Dimension;
import dev.weir.core.search.SearchQuery;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;

class ReadingsTest {

    private ConsoleFixture console;

    @SuppressWarnings("NullAway.Init")
    ReadingsTest() {}

    @BeforeEach
    void start() throws IOException {
        console = new ConsoleFixture();
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void aRowIsWrittenWithMoneyAsTextAndOnlyWhatWasStated() throws IOException {
        JsonNode row = console.get("/api/v1/exchanges/" + FakeDerived.ID + "/derived").json();
        assertThat(row.path("cost").path("usd").asString()).isEqualTo("0.0045");
        assertThat(row.path("cost").path("cacheSavedUsd").isNull()).isTrue();
        assertThat(row.path("usage").toString())
                .isEqualTo("{\"input_tokens\":1000,\"cache_read_tokens\":0}");
        assertThat(row.path("has").toString()).isEqualTo("[\"thinking\",\"tool_call\"]");
        assertThat(row.path("place").path("session").asString()).isEqualTo(FakeDerived.SESSION);
        assertThat(console.get("/api/v1/exchanges/" + FakeDerived.NOBODY + "/derived").status())
                .isEqualTo(404);
    }

    @Test
    void aWrongTermIsAnErrorThatSaysWhichAndWhatWasMeant() throws IOException {
        Wire.Answer answer = console.get("/api/v1/search?q=stauts%3A404");
        assertThat(answer.status()).isEqualTo(400);
        String message = answer.json().path("error").path("message").asString();
        assertThat(message).startsWith("q: ").contains("characters 0 to 6").contains("status");
        assertThat(console.derived.searches).isEmpty();
    }

    @Test
    void noQueryIsEverything() throws IOException {
        JsonNode page = console.get("/api/v1/search?limit=1").json();
        assertThat(page.path("next").asString()).isEqualTo(FakeDerived.ID.toString());
        assertThat(console.derived.searches).containsExactly(new SearchQuery.Everything());
    }

    @Test
    void sumsAreAskedForByDimensionsAndDays() throws IOException {
        console.get("/api/v1/stats?by=day,user&since=2026-11-01&until=2026-12-01&limit=7");
        assertThat(console.derived.sums)
                .containsExactly(
                        new StatsQuery(
                                List.of(Dimension.DAY, Dimension.USER),
                                LocalDate.of(2026, 11, 1),
                                LocalDate.of(2026, 12, 1),
                                7));
        assertThat(console.get("/api/v1/stats?by=ruling,day").status()).isEqualTo(200);
        for (String wrong :
                List.of(
                        "by=colour",
                        "by=day,session",
                        "by=tag,model",
                        "by=day,tag,ruling",
                        "since=today",
                        "limit=0",
                        "limit=10001")) {
            assertThat(console.get("/api/v1/stats?" + wrong).status()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void aSessionThatIsNotThereIsNotFound() throws IOException {
        assertThat(console.get("/api/v1/sessions/" + FakeDerived.SESSION).status()).isEqualTo(200);
        Wire.Answer none = console.get("/api/v1/sessions/nobody");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.json().path("error").path("code").asString())
                .isEqualTo("session_not_found");
        assertThat(console.get("/api/v1/sessions/nobody/exchanges").status()).isEqualTo(404);
        assertThat(console.get("/api/v1/sessions?cursor=bad").status()).isEqualTo(400);
    }
}
