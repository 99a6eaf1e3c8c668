package dev.weir.gateway.archive;

import com.github.luben.zstd.ZstdDictTrainer;
import com.github.luben.zstd.ZstdException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Learns new dictionaries from what an archive stores: collects a bounded sample of each kind and
 * trains when there is enough, again each time the archive has grown by {@value #GROWTH}. For the
 * writer's thread; training itself may run elsewhere.
 */
final class Trainer {

    static final int DICTIONARY = 110 * 1024;

    private static final int GROWTH = 8;
    private static final int MOST_ROUNDS = 3;

    /** By how many times more than needed a writer that is never idle has seen when it trains. */
    private static final int PUT_OFF = 4;

    private static final int LONGEST_SAMPLE = 16 * 1024;
    private static final int MOST_SAMPLES = 8_000;

    /** What is to be trained from. */
    record Lesson(Kind kind, List<byte[]> samples) {

        /** The dictionary; null where the samples make none. Takes about a second of CPU. */
        byte @Nullable [] train() {
            int total = samples.stream().mapToInt(sample -> sample.length).sum();
            ZstdDictTrainer trainer = new ZstdDictTrainer(total, DICTIONARY, Compressor.LEVEL);
            samples.forEach(trainer::addSample);
            try {
                return trainer.trainSamples();
            } catch (ZstdException e) {
                return null;
            }
        }
    }

    private static final class Course {
        private final long most;
        private final List<byte[]> samples = new ArrayList<>();
        private long seen;
        private long next;
        private int rounds;

        Course(long first) {
            this.most = first;
            this.next = first;
        }
    }

    private final Map<Kind, Course> courses = new EnumMap<>(Kind.class);

    /**
     * @param first how many bytes of blocks or answers make the first sample; a fourth of it does
     *     for records
     */
    Trainer(long first) {
        courses.put(Kind.REQUEST, new Course(first));
        courses.put(Kind.RESPONSE, new Course(first));
        courses.put(Kind.RECORD, new Course(first / 4));
    }

    void sample(Pack pack) {
        Course course = courses.get(pack.kind);
        if (course == null || course.rounds == MOST_ROUNDS) {
            return;
        }
        course.seen += pack.raw.length();
        if (course.seen > course.next) {
            return;
        }
        if (course.seen <= course.next - course.most) {
            return;
        }
        byte[] bytes = pack.raw.array();
        ByteSource lengths = new ByteSource(pack.lengths.array(), 0, pack.lengths.length());
        int at = 0;
        while (lengths.more() && course.samples.size() < MOST_SAMPLES) {
            int length = (int) lengths.varint();
            byte[] sample = Arrays.copyOfRange(bytes, at, at + Math.min(length, LONGEST_SAMPLE));
            course.samples.add(sample);
            at += length;
        }
    }

    /**
     * What is due for training; its samples are given away.
     *
     * @param idle true where there is nothing else to do; a busy writer puts it off for a while
     */
    @Nullable Lesson due(boolean idle) {
        for (Map.Entry<Kind, Course> entry : courses.entrySet()) {
            Course course = entry.getValue();
            long due = idle ? course.next : course.next * PUT_OFF;
            if (course.seen >= due && course.rounds < MOST_ROUNDS) {
                Lesson lesson = new Lesson(entry.getKey(), List.copyOf(course.samples));
                course.samples.clear();
                course.rounds++;
                course.next = course.next * GROWTH;
                if (lesson.samples().size() >= 16) {
                    return lesson;
                }
            }
        }
        return null;
    }
}
