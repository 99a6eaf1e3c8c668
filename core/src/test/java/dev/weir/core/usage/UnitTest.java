package dev.weir.core.usage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitTest {

    @Test
    void aSpecialUnitIsWithinTheOnesThatNarrowLess() {
        assertThat(Unit.CACHE_WRITE_1H_TOKENS.isBelow(Unit.CACHE_WRITE_TOKENS)).isTrue();
        assertThat(Unit.CACHE_WRITE_TOKENS.isBelow(Unit.INPUT_TOKENS)).isTrue();
        assertThat(Unit.CACHE_AUDIO_READ_TOKENS.isBelow(Unit.INPUT_AUDIO_TOKENS)).isTrue();
        assertThat(Unit.CACHE_AUDIO_READ_TOKENS.isBelow(Unit.CACHE_READ_TOKENS)).isTrue();
        assertThat(Unit.INPUT_TOKENS.isBelow(Unit.CACHE_READ_TOKENS)).isFalse();
        assertThat(Unit.CACHE_READ_TOKENS.isBelow(Unit.CACHE_WRITE_TOKENS)).isFalse();
        assertThat(Unit.INPUT_TOKENS.isBelow(Unit.OUTPUT_TOKENS)).isFalse();
        assertThat(Unit.INPUT_TOKENS.isBelow(Unit.INPUT_TOKENS)).isFalse();
    }

    @Test
    void everyUnitIsFoundByItsWordAndHasAWordOfItsOwn() {
        for (Unit unit : Unit.values()) {
            assertThat(Unit.parse(unit.word())).isEqualTo(unit);
        }
        assertThat(Unit.parse("nothing")).isNull();
    }
}
