package dev.weir.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;

class TokenTextTest {

    private final RandomGenerator random = new Random(7);

    @ParameterizedTest
    @EnumSource
    void whatIsMadeIsRead(TokenKind kind) {
        TokenText made = TokenText.make(kind, random);
        TokenText read = Objects.requireNonNull(TokenText.parse(made.reveal()));
        assertThat(read.kind()).isEqualTo(kind);
        assertThat(made.reveal()).hasSize(kind.prefix().length() + 49).startsWith(kind.prefix());
        assertThat(made.reveal()).endsWith(made.lastFour());
        assertThat(TokenText.isOurs(made.reveal())).isTrue();
    }

    @Test
    void anyChangedDigitIsFound() {
        String text = TokenText.make(TokenKind.VIRTUAL_KEY, random).reveal();
        for (int i = TokenKind.VIRTUAL_KEY.prefix().length(); i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            String changed = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(TokenText.parse(changed)).as("digit " + i).isNull();
        }
        assertThat(TokenText.parse(text + "0")).isNull();
        assertThat(TokenText.parse(text.substring(1))).isNull();
        assertThat(TokenText.parse(text.replace("weir_vk_", "weir_pat_"))).isNull();
        assertThat(TokenText.parse(text.substring(0, 20) + "é" + text.substring(21))).isNull();
    }

    @Test
    void theTextIsNotInWhatIsPrinted() {
        TokenText made = TokenText.make(TokenKind.PERSONAL, random);
        assertThat(made.toString()).isEqualTo("a personal");
        TokenHash hash = new TokenHash.Hasher(new byte[32]).of(made);
        assertThat(hash.toString()).doesNotContain(hash.hex());
    }

    @Test
    void aHashDependsOnTextAndPepper() {
        TokenText one = TokenText.make(TokenKind.SESSION, random);
        TokenText other = TokenText.make(TokenKind.SESSION, random);
        TokenHash.Hasher hasher = new TokenHash.Hasher(new byte[32]);
        byte[] pepper = new byte[32];
        pepper[31] = 1;
        assertThat(hasher.of(one)).isEqualTo(hasher.of(one)).isNotEqualTo(hasher.of(other));
        assertThat(new TokenHash.Hasher(pepper).of(one)).isNotEqualTo(hasher.of(one));
        assertThat(TokenHash.parse(hasher.of(one).hex()))
                .isEqualTo(hasher.of(one))
                .hasSameHashCodeAs(hasher.of(one));
    }
}
