package dev.weir.bench.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.bench.reading.Stage;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.SessionQuery;
import dev.weir.core.derived.SessionSummary;
import dev.weir.core.exchange.ExchangeId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class ArchivedTest {

    @Test
    void theArchiveIsWhatThePageSaysOfIt(@TempDir Path directory) throws Exception {
        Archived archived = Archived.in(directory, directory, 400);
        try (Stage stage = new Stage(directory)) {
            SessionSummary longSession =
                    stage.derived().session(archived.longSession()).orElseThrow();
            assertThat(longSession.sums().exchanges()).isEqualTo(archived.steps()).isEqualTo(40);
            assertThat(longSession.turns()).isBetween(2, 20);
            assertThat(
                            stage.derived()
                                    .sessions(new SessionQuery(50, null, null, null, null))
                                    .items())
                    .hasSizeGreaterThan(10);
            DerivedExchange call =
                    stage.derived().find(ExchangeId.parse(archived.exchange())).orElseThrow();
            assertThat(call.call().endpoint()).isEqualTo("messages");
            assertThat(
                            stage.archive()
                                    .find(ExchangeId.parse(archived.large()))
                                    .orElseThrow()
                                    .requestBody()
                                    .kept())
                    .isGreaterThan(archived.largeBytes());
        }
    }
}
