package dev.weir.gateway.limits;

import dev.weir.core.limit.Reservation;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Tally;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The reservations under way, in a file mapped into memory: writing one is a copy, without a call
 * to the system, and it is there after the process was killed. A place is free again only when the
 * ledger holds what the call used.
 *
 * <p>A place is {@code state, length, checksum} (4 bytes each) and the reservation. All of the file
 * is allocated when it is made, so that a full disk is an error then and not while it is used.
 */
final class OpenFile implements AutoCloseable {

    static final int NONE = -1;

    private static final int SLOT = 2048;
    private static final int HEAD = 12;
    private static final int OPEN = 0x57454952;
    private static final int BLOCK = 64 * 1024;

    private final MappedByteBuffer map;
    private final ArrayDeque<Integer> free;
    private final int slots;

    private OpenFile(MappedByteBuffer map, int slots) {
        this.map = map;
        this.slots = slots;
        this.free = new ArrayDeque<>(slots);
    }

    /**
     * Opens or makes the file. What is in it stays until {@link #clearAll}.
     *
     * @param slots how many reservations it can hold; a file of another size is read, then made new
     */
    static OpenFile open(Path path, int slots) throws IOException {
        long size = (long) slots * SLOT;
        if (!Files.exists(path)) {
            Files.createFile(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long there = channel.size() / SLOT * SLOT;
            ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
            for (long at = there; at < size; at += zeros.remaining()) {
                zeros.clear().limit((int) Math.min(BLOCK, size - at));
                channel.write(zeros.duplicate(), at);
            }
            long whole = Math.max(there, size);
            return new OpenFile(
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, whole), (int) (whole / SLOT));
        }
    }

    /** All that is in the file. What cannot be read was being written when the process ended. */
    List<Reservation> read() {
        List<Reservation> all = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            Reservation found = read(slot);
            if (found != null) {
                all.add(found);
            }
        }
        return all;
    }

    private @Nullable Reservation read(int slot) {
        int start = slot * SLOT;
        int length = map.getInt(start + 4);
        if (map.getInt(start) != OPEN || length < 0 || length > SLOT - HEAD) {
            return null;
        }
        byte[] bytes = new byte[length];
        map.get(start + HEAD, bytes);
        if (checksum(bytes) != map.getInt(start + 8)) {
            return null;
        }
        try {
            return decode(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Makes every place free. */
    synchronized void clearAll() {
        free.clear();
        for (int slot = 0; slot < slots; slot++) {
            map.putInt(slot * SLOT, 0);
            free.add(slot);
        }
    }

    /** Writes a reservation; {@link #NONE} where no place is free or it is too large. */
    int write(OpenPermit permit, Instant expires) {
        byte[] bytes = encode(permit, expires);
        if (bytes.length > SLOT - HEAD) {
            return NONE;
        }
        Integer slot;
        synchronized (this) {
            slot = free.poll();
        }
        if (slot == null) {
            return NONE;
        }
        int start = slot * SLOT;
        map.putInt(start + 4, bytes.length);
        map.putInt(start + 8, checksum(bytes));
        map.put(start + HEAD, bytes);
        VarHandle.releaseFence();
        map.putInt(start, OPEN);
        return slot;
    }

    synchronized void clear(List<Integer> places) {
        for (int slot : places) {
            map.putInt(slot * SLOT, 0);
            free.add(slot);
        }
    }

    /** How many places are taken. */
    synchronized int taken() {
        return slots - free.size();
    }

    /** Brings what was written to the disk, against a failure of power. */
    void force() {
        map.force();
    }

    private static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    private static byte[] encode(OpenPermit permit, Instant expires) {
        List<byte[]> texts = new ArrayList<>(permit.subjects.size() + 2);
        texts.add(permit.want.organisation().getBytes(StandardCharsets.UTF_8));
        texts.add(permit.want.exchange().getBytes(StandardCharsets.UTF_8));
        int length = 56 + 1;
        for (int i = 0; i < permit.subjects.size(); i++) {
            texts.add(permit.subjects.get(i).id().getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < texts.size(); i++) {
            length += 3 + texts.get(i).length;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        Tally tally = permit.estimate;
        out.putLong(permit.at.toEpochMilli()).putLong(expires.toEpochMilli());
        out.putLong(tally.requests()).putLong(tally.tokens()).putLong(tally.nanos());
        out.putLong(tally.unpriced()).putLong(tally.unpricedTokens());
        out.put((byte) permit.subjects.size());
        for (int i = 0; i < texts.size(); i++) {
            out.put(i < 2 ? 0 : code(permit.subjects.get(i - 2).kind()));
            out.putShort((short) texts.get(i).length).put(texts.get(i));
        }
        return out.array();
    }

    private static Reservation decode(ByteBuffer in) {
        Instant at = Instant.ofEpochMilli(in.getLong());
        Instant expires = Instant.ofEpochMilli(in.getLong());
        Tally estimate =
                new Tally(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
        int count = in.get();
        in.get();
        String organisation = text(in);
        in.get();
        String exchange = text(in);
        List<Subject> subjects = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Subject.Kind kind = kind(in.get());
            subjects.add(new Subject(kind, text(in)));
        }
        return new Reservation(organisation, exchange, subjects, estimate, at, expires, false);
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte code(Subject.Kind kind) {
        return (byte) kind.word().charAt(0);
    }

    private static Subject.Kind kind(byte code) {
        for (Subject.Kind kind : Subject.Kind.values()) {
            if (code(kind) == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of subject has the code " + code);
    }

    @Override
    public void close() {
        map.force();
    }
}
