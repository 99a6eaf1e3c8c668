package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.Headers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ReplayTest {

    private final List<ByteBuf> all = new ArrayList<>();
    private final Replay replay = new Replay(new HeldBytes(1 << 20));

    @Test
    void aRepeatSendsTheWholeBodyHoweverMuchComesWhileItConnects() {
        Sink dead = new Sink();
        ByteBuf first = piece(900_000, 'a');
        replay.keep(first);
        replay.queue(first);
        replay.sendTo(dead::data, true);
        assertThat(dead.taken).isEqualTo(900_000);
        assertThat(replay.isWhole()).isTrue();

        replay.rewind(false);
        ByteBuf second = piece(400_000, 'b');
        replay.keep(second);
        replay.queue(second);
        Sink fresh = new Sink();
        replay.sendTo(fresh::data, false);
        assertThat(fresh.taken).isEqualTo(1_300_000);
        assertThat(fresh.firsts).isEqualTo("ab");
        replay.forget();
        assertThat(all).allMatch(piece -> piece.refCnt() == 0);
    }

    private ByteBuf piece(int length, char fill) {
        ByteBuf piece = Unpooled.buffer(length);
        for (int i = 0; i < length; i++) {
            piece.writeByte(fill);
        }
        all.add(piece);
        return piece;
    }

    /** Counts what it is given. */
    private static final class Sink implements UpstreamSide {

        private int taken;
        private String firsts = "";

        @Override
        public void data(ByteBuf piece) {
            taken += piece.readableBytes();
            firsts += (char) piece.getByte(piece.readerIndex());
            piece.release();
        }

        @Override
        public void request(String method, String target, Headers headers, long length) {}

        @Override
        public boolean framesInHead() {
            return true;
        }

        @Override
        public void end(Headers trailers) {}

        @Override
        public void flush() {}

        @Override
        public void cancel() {}

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void pauseReading(boolean paused) {}

        @Override
        public boolean reused() {
            return true;
        }

        @Override
        public String address() {
            return "127.0.0.1:1";
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public @Nullable String tls() {
            return null;
        }
    }
}
