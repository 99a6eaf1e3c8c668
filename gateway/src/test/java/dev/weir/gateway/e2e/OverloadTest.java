package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** More at once than Weir takes on: refused by name, and served again as soon as there is room. */
class OverloadTest extends WireHarness {

    @Override
    Settings configure(Settings settings) {
        return settings.set("limits.in_flight", "3")
                .set("timeouts.first_byte", "20s")
                .set("timeouts.idle", "20s");
    }

    @Test
    void oneExchangeTooManyIs503AndTheOthersGoOn() throws Exception {
        provider()
                .next(Scripts.silence(), Scripts.silence(), Scripts.silence())
                .always(Scripts.json(200, "{}"));
        List<RawClient> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(ask());
        }
        provider().awaitReceived(3, SOON);

        double counted =
                rise(
                        () -> {
                            Answer answer = askAndRead();
                            assertWeirError(answer, 503, "overloaded");
                            assertThat(answer.headers().first("retry-after")).isEqualTo("1");
                        },
                        "weir_errors_total",
                        "code=\"overloaded\"");
        assertThat(counted).isEqualTo(1);
        recordEnded("refused_limit", "request");

        waiting.forEach(RawClient::close);
        records(4);
        assertThat(askAndRead().status()).isEqualTo(200);
    }
}
