package dev.weir.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class StampScannerTest {
    @Test
    void stampsAreFoundWhereverTheStreamIsCut() {
        ByteBuf text =
                Unpooled.copiedBuffer(
                        "data: {\"\"ns\":1234567890123}\n\ndata: {\"n\":1,\"ns\":42}\n\n",
                        StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= text.readableBytes(); cut++) {
            List<Long> seen = new ArrayList<>();
            StampScanner scanner = new StampScanner(seen::add);
            scanner.scan(text, 0, cut);
            scanner.scan(text, cut, text.readableBytes() - cut);
            assertThat(seen).containsExactly(1234567890123L, 42L);
        }
    }
}
