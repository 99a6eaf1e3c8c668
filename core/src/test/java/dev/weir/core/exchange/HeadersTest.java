package dev.weir.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

class HeadersTest {

    @Test
    void namesAreFoundWithoutCaseAndKeptWithIt() {
        Headers headers = Headers.of("X-A", "1", "x-a", "2", "b", "");
        assertThat(headers.first("x-A")).isEqualTo("1");
        assertThat(headers.all("X-a")).containsExactly("1", "2");
        assertThat(headers.first("B")).isEmpty();
        assertThat(headers.contains("B")).isTrue();
        assertThat(headers.first("x")).isNull();
        assertThat(headers.contains("x-ab")).isFalse();
        assertThat(headers.all("c")).isEmpty();
        assertThat(headers.name(1) + headers.value(1)).isEqualTo("x-a2");
        assertThat(headers.size()).isEqualTo(3);
    }

    @Test
    void caseOrderAndNumberMakeTwoHeadersDifferent() {
        Headers headers = Headers.of("A", "1", "b", "2");
        assertThat(headers)
                .isEqualTo(Headers.builder().add("A", "1").add("b", "2").build())
                .hasSameHashCodeAs(Headers.builder().add("A", "1").add("b", "2").build())
                .isNotEqualTo(Headers.of("a", "1", "b", "2"))
                .isNotEqualTo(Headers.of("b", "2", "A", "1"))
                .isNotEqualTo(Headers.of("A", "1"));
        assertThat(Headers.builder().build()).isEqualTo(Headers.EMPTY).isEqualTo(Headers.of());
    }

    @Test
    void whatWasBuiltDoesNotChangeAnyMore() {
        Headers.Builder builder = Headers.builder().add("a", "1");
        Headers one = builder.build();
        Headers two = builder.add("b", "2").build();
        assertThat(one).isEqualTo(Headers.of("a", "1"));
        assertThat(two).isEqualTo(Headers.of("a", "1", "b", "2"));
        String[] pairs = {"a", "1"};
        Headers of = Headers.of(pairs);
        pairs[1] = "2";
        assertThat(of.value(0)).isEqualTo("1");
    }

    @Test
    void manyFieldsKeepTheirOrder() {
        Headers.Builder builder = Headers.builder();
        List<String> added = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            builder.add("n" + i % 7, "v" + i);
            added.add("n" + i % 7 + "v" + i);
        }
        List<String> read = new ArrayList<>();
        builder.build().forEach((name, value) -> read.add(name + value));
        assertThat(read).isEqualTo(added);
        assertThat(builder.size()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({
        "close, true", "CLOSE, true", "'keep-alive , Close', true", "', ,close,', true",
        "closed, false", "'', false", "'not close', false", "'close;q=1', false"
    })
    void aTokenIsAWholeElementOfAList(String value, boolean has) {
        assertThat(
                        Headers.of("Connection", "x", "connection", value)
                                .hasToken("CONNECTION", "close"))
                .isEqualTo(has);
        assertThat(Headers.of("other", value).hasToken("connection", "close")).isFalse();
    }

    @Test
    void itsTextHoldsNoValue() {
        assertThat(Headers.of("Authorization", "secret", "A", "secret"))
                .hasToString("Headers[authorization, a]");
        assertThat(Headers.EMPTY).hasToString("Headers[]");
    }

    @Test
    void aNameNeedsAValue() {
        assertThatThrownBy(() -> Headers.of("a")).isInstanceOf(IllegalArgumentException.class);
    }
}
