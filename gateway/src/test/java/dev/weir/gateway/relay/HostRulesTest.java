package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.Headers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

class HostRulesTest {

    private final HostRules rules = onLoopback(false);

    private static HostRules onLoopback(boolean tls) {
        return new HostRules(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 4141),
                Set.of("weir.example"),
                tls);
    }

    private static HostRules everywhere(boolean tls) {
        return new HostRules(new InetSocketAddress(4141), Set.of(), tls);
    }

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

    @ParameterizedTest
    @CsvSource({
        "localhost:4141, http://localhost:4141",
        "localhost:4141, http://127.0.0.1:4141",
        "localhost:4141, http://[::1]:4141",
        "localhost,      HTTP://LOCALHOST:4141",
        "weir.example,   http://weir.example:80",
    })
    void aPageOfThisPortMayCall(String host, String origin) {
        assertThat(rules.check(Headers.of("host", host, "origin", origin))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:4141, http://localhost:3000",
        "localhost:4141, http://localhost",
        "localhost,      http://localhost",
        "localhost:4141, http://127.0.0.1",
        "localhost:4141, https://localhost:4141",
        "localhost:4141, ftp://localhost:4141",
        "localhost:4141, http://weir.example:4141",
        "weir.example,   http://weir.example:3000",
        "weir.example,   https://weir.example",
        "localhost:4141, null",
        "localhost:4141, http://",
        "localhost:4141, http://localhost:4141/",
        "localhost:4141, http://user@localhost:4141",
    })
    void aPageOfAnotherPortSchemeOrNameMayNot(String host, String origin) {
        assertThat(rules.check(Headers.of("host", host, "origin", origin)))
                .isNotNull()
                .extracting(Refusal::code)
                .isEqualTo(ErrorCode.ORIGIN_FORBIDDEN);
    }

    @Test
    void beyondLoopbackTheOriginMustBeTheHosts() {
        HostRules rules = everywhere(true);
        assertThat(rules.check(Headers.of("host", "w.example", "origin", "https://w.example:443")))
                .isNull();
        assertThat(rules.check(Headers.of("host", "w.example", "origin", "https://other.example")))
                .isNotNull();
        assertThat(
                        rules.check(
                                Headers.of(
                                        "host",
                                        "w.example:4141",
                                        "origin",
                                        "https://localhost:4141")))
                .isNotNull();
        assertThat(rules.check(Headers.of("origin", "https://localhost:4141"))).isNotNull();
    }
}
