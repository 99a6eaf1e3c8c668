package dev.weir.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExchangeTest {

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b, ''",
        "/a?, /a, ''",
        "/a?b=c?d, /a, b=c?d",
        "/?x, /, x",
    })
    void aTargetIsAPathAndAQuery(String target, String path, String query) {
        RequestHead head = new RequestHead("GET", target, "HTTP/1.1", Headers.EMPTY);
        assertThat(head.path()).isEqualTo(path);
        assertThat(head.query()).isEqualTo(query);
    }

    @Test
    void noMoreOfABodyIsKeptThanPassed() {
        assertThat(new BodyFacts(5, 5, 0).whole()).isTrue();
        assertThat(new BodyFacts(5, 4, 0).whole()).isFalse();
        assertThat(BodyFacts.EMPTY.whole()).isTrue();
        assertThatThrownBy(() -> new BodyFacts(5, 6, 0)).hasMessageContaining("6 of 5");
        assertThatThrownBy(() -> new BodyFacts(5, -1, 0)).hasMessageContaining("-1 of 5");
    }
}
