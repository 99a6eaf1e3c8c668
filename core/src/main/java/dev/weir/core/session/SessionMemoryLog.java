package dev.weir.core.session;

import dev.weir.core.exchange.ExchangeId;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A memory that writes down everything it is told, so that another one can be told the same after a
 * restart. What was written is taken with {@link #taken} and kept by whoever takes it; {@link
 * #recall} reads it again, in the same order. Not thread-safe.
 */
public final class SessionMemoryLog implements SessionMemory {

    private static final int SPOT = 1;
    private static final int NOTE = 2;
    private static final int THREAD = 3;

    private static final List<Index> INDEXES =
            List.of(Index.CONVERSATION, Index.SAYING, Index.RESPONSE);

    private final SessionMemory memory;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(written);

    /**
     * @param memory what remembers
     */
    public SessionMemoryLog(SessionMemory memory) {
        this.memory = memory;
    }

    /** What was written since it was last taken; empty where that is nothing. */
    public byte[] taken() {
        byte[] bytes = written.toByteArray();
        written.reset();
        return bytes;
    }

    /**
     * Tells the memory what was written down before, without writing it again.
     *
     * @param bytes as {@link #taken} gave them
     * @throws IllegalArgumentException where they are not
     */
    public void recall(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            while (in.available() > 0) {
                switch (in.read()) {
                    case SPOT -> memory.put(spot(in));
                    case NOTE -> memory.note(INDEXES.get(in.readUnsignedByte()), hash(in), id(in));
                    case THREAD -> memory.put(thread(in));
                    default -> throw new IllegalArgumentException("no entry of a memory");
                }
            }
        } catch (EOFException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("an entry of a memory is cut", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something to be written. */
    private interface Entry {
        void to(DataOutputStream out) throws IOException;
    }

    private void write(Entry entry) {
        try {
            entry.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Spot> find(Index index, Hash128 key) {
        return memory.find(index, key);
    }

    @Override
    public void put(Spot spot) {
        memory.put(spot);
        write(
                to -> {
                    to.writeByte(SPOT);
                    id(to, spot.exchange());
                    string(to, spot.session());
                    string(to, spot.thread());
                    to.writeInt(spot.turn());
                    to.writeInt(spot.step());
                    hash(to, spot.setting());
                    to.writeShort(spot.answer().size());
                    for (int i = 0; i < spot.answer().size(); i++) {
                        to.writeLong(spot.answer().hash(i));
                    }
                    to.writeBoolean(spot.failed());
                    to.writeBoolean(spot.continued());
                });
    }

    private static Spot spot(DataInputStream in) throws IOException {
        ExchangeId id = id(in);
        String session = string(in);
        String thread = string(in);
        int turn = in.readInt();
        int step = in.readInt();
        Hash128 setting = hash(in);
        long[] answer = new long[in.readUnsignedShort()];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = in.readLong();
        }
        return new Spot(
                id,
                session,
                thread,
                turn,
                step,
                setting,
                Sayings.of(answer),
                in.readBoolean(),
                in.readBoolean());
    }

    @Override
    public void note(Index index, Hash128 key, ExchangeId exchange) {
        memory.note(index, key, exchange);
        write(
                to -> {
                    to.writeByte(NOTE);
                    to.writeByte(INDEXES.indexOf(index));
                    hash(to, key);
                    id(to, exchange);
                });
    }

    @Override
    public @Nullable ThreadState thread(String session, String thread) {
        return memory.thread(session, thread);
    }

    @Override
    public List<ThreadState> threads(String session) {
        return memory.threads(session);
    }

    @Override
    public void put(ThreadState state) {
        memory.put(state);
        write(
                to -> {
                    to.writeByte(THREAD);
                    string(to, state.session());
                    string(to, state.thread());
                    text(to, state.parent());
                    to.writeInt(state.turn());
                    to.writeInt(state.step());
                    string(to, state.model());
                    to.writeInt(state.epoch());
                    hash(to, state.system());
                    hash(to, state.toolbox());
                    text(to, state.prompt());
                    to.writeBoolean(state.summarized());
                });
    }

    private static ThreadState thread(DataInputStream in) throws IOException {
        return new ThreadState(
                string(in),
                string(in),
                text(in),
                in.readInt(),
                in.readInt(),
                string(in),
                in.readInt(),
                hash(in),
                hash(in),
                text(in),
                in.readBoolean());
    }

    private static void string(DataOutputStream to, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    private static String string(DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(in.readInt());
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void text(DataOutputStream to, @Nullable String text) throws IOException {
        to.writeBoolean(text != null);
        if (text != null) {
            string(to, text);
        }
    }

    private static @Nullable String text(DataInputStream in) throws IOException {
        return in.readBoolean() ? string(in) : null;
    }

    private static void hash(DataOutputStream to, Hash128 hash) throws IOException {
        to.writeLong(hash.high());
        to.writeLong(hash.low());
    }

    private static Hash128 hash(DataInputStream in) throws IOException {
        return new Hash128(in.readLong(), in.readLong());
    }

    private static void id(DataOutputStream to, ExchangeId id) throws IOException {
        to.writeLong(id.high());
        to.writeLong(id.low());
    }

    private static ExchangeId id(DataInputStream in) throws IOException {
        return new ExchangeId(in.readLong(), in.readLong());
    }
}
