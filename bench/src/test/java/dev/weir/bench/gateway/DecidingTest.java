package dev.weir.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecidingTest {

    private static final double MOST = 1_900;

    /**
     * Every call is decided on its way to the provider. What ten policies ask of a place is found
     * out once: some 1.5 KB for a call, and 2.2 where each finds it out for itself.
     */
    @Test
    void whoCallsAndWhatIsDecidedTakeLittleMemory() {
        Deciding deciding = new Deciding(100);
        double bytes = deciding.bytes(20_000);
        // Compiled code makes less than what runs first.
        for (int round = 0; round < 50 && bytes >= MOST; round++) {
            bytes = deciding.bytes(20_000);
        }
        assertThat(bytes).isLessThan(MOST);
    }
}
