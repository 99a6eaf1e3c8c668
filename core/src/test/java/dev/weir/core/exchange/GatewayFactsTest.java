package dev.weir.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.exchange.GatewayFacts.Edit;
import dev.weir.core.exchange.GatewayFacts.Ruling;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.List;

class GatewayFactsTest {

    @Test
    void whatIsWrittenIsRead() {
        GatewayFacts facts =
                new GatewayFacts(
                        "acme",
                        "u1",
                        "ada@acme.example",
                        List.of("t1", "t2"),
                        "k1",
                        "laptop",
                        "claude \"special\"",
                        "p1",
                        "main",
                        "claude-sonnet-4-6",
                        List.of(new Ruling("policy:p", 3, "warned", "the model is old")),
                        List.of(new Edit(12, 24, "x", "route:r")),
                        JsonObject.of("input", JsonNumber.of(7)));
        assertThat(GatewayFacts.read(facts.write())).isEqualTo(facts);
    }

    @Test
    void nothingIsWrittenOfNobody() {
        assertThat(GatewayFacts.LOCAL.write()).isNull();
        assertThat(GatewayFacts.read(null)).isEqualTo(GatewayFacts.LOCAL);
    }

    @Test
    void whatIsNoneIsAnError() {
        assertThatThrownBy(() -> GatewayFacts.read("{}"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
