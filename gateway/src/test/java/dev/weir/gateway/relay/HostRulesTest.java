package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Headers;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

class HostRulesTest {

    private final HostRules rules =
            new HostRules(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4141), Set.of());

    @ParameterizedTest
    @ValueSource(strings = {"localhost:4141", "LOCALHOST:4141", "127.0.0.1:4141", "127.1.2.3:4141"})
    void loopbackIsThisWeir(String host) {
        assertThat(rules.check(Headers.of("host", host))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1.example.com:4141",
                "127.example.com:4141",
                "127.example.com",
                "127.0.0.1:4142",
                "localhost.example.com:4141",
                "example.com:4141"
            })
    void aNameThatCanBeMadeToPointHereIsNot(String host) {
        assertThat(rules.check(Headers.of("host", host))).isNotNull();
        assertThat(rules.check(Headers.of("host", "localhost:4141", "origin", "http://" + host)))
                .isNotNull();
    }
}
