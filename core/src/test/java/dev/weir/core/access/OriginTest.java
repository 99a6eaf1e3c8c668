package dev.weir.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

class OriginTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com, true, api.example.com, 443, '', api.example.com",
        "HTTPS://API.Example.COM/, true, api.example.com, 443, '', api.example.com",
        "http://localhost, false, localhost, 80, '', localhost",
        "http://127.0.0.1:11434, false, 127.0.0.1, 11434, '', 127.0.0.1:11434",
        "https://x:80/a/b//, true, x, 80, /a/b, x:80",
        "https://x:443/a//b, true, x, 443, /a//b, x",
        "https://[::1]:8443/v1, true, ::1, 8443, /v1, [::1]:8443",
        "https://[2001:DB8::1], true, 2001:db8::1, 443, '', [2001:db8::1]",
        "https://a_b-c.example:65535, true, a_b-c.example, 65535, '', a_b-c.example:65535",
        "'https://x/a%2Fb/!$&''()*+,=:@', true, x, 443, '/a%2Fb/!$&''()*+,=:@', x",
    })
    void aUrlIsReadIntoItsParts(
            String url, boolean tls, String host, int port, String path, String authority) {
        Origin origin = Origin.parse(url);
        assertThat(origin).isEqualTo(new Origin(tls, host, port, path));
        assertThat(origin.authority()).isEqualTo(authority);
        assertThat(Origin.parse(origin.toString())).isEqualTo(origin);
        assertThat(origin.toString()).isEqualTo(origin.root() + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "https:/x",
                "https://",
                "https:///x",
                "ftp://x",
                "javascript://x",
                " https://x",
                "https://x ",
                "https://x\n",
                "https://user@x",
                "https://x?q",
                "https://x/?q",
                "https://x#f",
                "https://x\\y",
                "https://x/a\\b",
                "https://-x",
                "https://.x",
                "https://x:",
                "https://x:0",
                "https://x:65536",
                "https://x:999999",
                "https://x:-1",
                "https://x:+1",
                "https://ex\u00E4mple.com",
                "https://\u212Aelvin.example",
                "https://x:\u0661",
                "https://::1",
                "https://[::1",
                "https://[fe80::1%25eth0]",
                "https://x/a/../b",
                "https://x/%2e%2e",
                "https://x/%252e",
                "https://x/a;b",
                "https://x/%zz",
                "https://x/%00",
            })
    void anythingElseIsNoUpstream(String url) {
        assertThatThrownBy(() -> Origin.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + url.replace("user@", "***@") + "'");
    }

    @Test
    void aPasswordInAUrlIsNotRepeatedInTheError() {
        assertThatThrownBy(() -> Origin.parse("https://anna:hunter2@host/x@y"))
                .hasMessageStartingWith("'https://***@host/x@y' is not an upstream URL")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aVeryLongPathIsReadWithoutExhaustingTheStack() {
        String path = "/a".repeat(100_000);
        assertThat(Origin.parse("https://x" + path).path()).isEqualTo(path);
        assertThatThrownBy(() -> Origin.parse("https://x" + path + "?"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void arbitraryTextIsAnOriginThatReadsBackOrAnArgumentError() {
        Random random = new Random(5);
        String alphabet = "htps:/@[].-_%25ef019xX?#\\ \u00E9;+";
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder url = new StringBuilder(random.nextBoolean() ? "https://x" : "");
            for (int n = random.nextInt(10); n > 0; n--) {
                url.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Origin origin = Origin.parse(url.toString());
                assertThat(Origin.parse(origin.toString())).isEqualTo(origin);
                read++;
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageStartingWith("'");
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }
}
