package dev.weir.gateway.relay.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.weir.gateway.relay.http1.Wire.Kind;

import java.util.Arrays;
import java.util.List;

/**
 * Fuzz targets. In the normal build they run over the seeds in the resources; with {@code
 * JAZZER_FUZZ=1} they look for more. The first byte says how the others are cut; no bytes may cause
 * anything but events and a fault, and no cut may change them.
 */
class Http1FuzzTest {

    @FuzzTest(maxDuration = "60s")
    void requestStreams(byte[] input) {
        assertCutsDoNotMatter(Kind.REQUESTS, input);
    }

    @FuzzTest(maxDuration = "60s")
    void responseStreams(byte[] input) {
        assertCutsDoNotMatter(Kind.RESPONSES, input);
    }

    private static void assertCutsDoNotMatter(Kind kind, byte[] input) {
        if (input.length < 2) {
            return;
        }
        int step = (input[0] & 0xFF) + 1;
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        int[] cuts = new int[(bytes.length - 1) / step];
        Arrays.setAll(cuts, i -> (i + 1) * step);
        List<String> whole = Wire.outcome(kind, bytes);
        if (bytes.length < HeadLimits.CLIENT.fields()) {
            assertThat(Wire.outcome(kind, bytes, cuts)).isEqualTo(whole);
        } else {
            // Which of several limits is hit first may depend on the cut; that one is, may not.
            assertThat(Wire.outcome(kind, bytes, cuts)).hasSameSizeAs(whole);
        }
    }
}
