package dev.weir.gateway.intake;

import dev.weir.core.archive.Incoming;
import dev.weir.gateway.intake.TranscriptLine.Kind;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a session file of Claude Code and makes an exchange of every answer in it: the request is
 * put together from the messages before the answer, the answer from its lines.
 *
 * <p>Of the form, which is the tool's own: a line is a JSON object. Lines of the types {@code user}
 * and {@code assistant} have a {@code message} as the Messages API has it. An answer has a line for
 * each content block, all with its {@code message.id}. {@code parentUuid} names the line before, of
 * whatever type; it is null at a beginning and after a compaction. Results of tools that ran at the
 * same time hang on different lines of one answer, so that they are looked up by the id of the tool
 * call where the chain does not lead to them.
 */
final class Transcript {

    /** The most of a transcript that is read. */
    static final long MOST_BYTES = 256L << 20;

    private final Arrivals arrivals;

    /** Lines by their {@code uuid}. */
    private final Map<String, TranscriptLine> lines = new HashMap<>();

    /** The lines of each answer by the message's id, in the order of the file. */
    private final Map<String, List<TranscriptLine>> answers = new LinkedHashMap<>();

    /** Results by the id of the tool call. */
    private final Map<String, TranscriptLine.Block> results = new HashMap<>();

    Transcript(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    void read(Source source) throws IOException, InterruptedException {
        long bytes = 0;
        for (Source.Line line = source.next(null); line != null; line = source.next(line)) {
            TranscriptLine read;
            try {
                read = TranscriptLine.of(line);
            } catch (Unusable e) {
                arrivals.refuse(line.number(), e.reason());
                continue;
            }
            if (read == null) {
                continue;
            }
            bytes += read.bytes();
            if (bytes > MOST_BYTES) {
                throw new IOException("the transcript is over " + MOST_BYTES + " bytes");
            }
            add(read);
        }
        for (List<TranscriptLine> answer : answers.values()) {
            TranscriptLine first = answer.getFirst();
            Incoming incoming;
            try {
                incoming = Reconstruction.of(before(first), answer, parentOf(first));
            } catch (Unusable e) {
                arrivals.refuse(first.number(), e.reason());
                continue;
            }
            arrivals.put(first.number(), incoming);
        }
    }

    private void add(TranscriptLine line) {
        boolean isNew = lines.putIfAbsent(line.uuid(), line) == null || line.uuid().isEmpty();
        switch (line.kind()) {
            case NOTE -> arrivals.passOver();
            case ASSISTANT -> {
                if (isNew) {
                    answers.computeIfAbsent(line.messageId(), id -> new ArrayList<>()).add(line);
                }
            }
            case USER -> {
                for (TranscriptLine.Block block : line.blocks()) {
                    if (!block.resultOf().isEmpty()) {
                        results.putIfAbsent(block.resultOf(), block);
                    }
                }
            }
        }
    }

    private @Nullable TranscriptLine parentOf(TranscriptLine line) {
        return lines.get(line.parent());
    }

    /** The messages before an answer, oldest first: those of the user and whole answers. */
    private List<Message> before(TranscriptLine answer) {
        Deque<List<TranscriptLine>> found = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        Set<String> seenAnswers = new HashSet<>();
        seenAnswers.add(answer.messageId());
        TranscriptLine line = parentOf(answer);
        while (line != null && seen.add(line.uuid())) {
            if (line.kind() == Kind.USER) {
                found.addFirst(List.of(line));
            } else if (line.kind() == Kind.ASSISTANT && seenAnswers.add(line.messageId())) {
                found.addFirst(answers.getOrDefault(line.messageId(), List.of(line)));
            }
            line = parentOf(line);
        }
        List<Message> messages = new ArrayList<>();
        for (List<TranscriptLine> each : found) {
            Kind kind = each.getFirst().kind();
            Message last = messages.isEmpty() ? null : messages.getLast();
            if (last == null || last.role() != kind) {
                last = new Message(kind, new ArrayList<>());
                messages.add(last);
            }
            for (TranscriptLine part : each) {
                last.blocks().addAll(part.blocks());
            }
        }
        addLostResults(messages);
        return messages;
    }

    /** A message as it is in a request. */
    record Message(Kind role, List<TranscriptLine.Block> blocks) {}

    private void addLostResults(List<Message> messages) {
        for (int i = 0; i + 1 < messages.size(); i++) {
            Message called = messages.get(i);
            Message answered = messages.get(i + 1);
            if (called.role() != Kind.ASSISTANT || answered.role() != Kind.USER) {
                continue;
            }
            Set<String> there = new HashSet<>();
            answered.blocks().forEach(block -> there.add(block.resultOf()));
            int at = 0;
            for (TranscriptLine.Block block : called.blocks()) {
                TranscriptLine.Block result = results.get(block.callId());
                if (!block.callId().isEmpty() && result != null && there.add(block.callId())) {
                    answered.blocks().add(at++, result);
                }
            }
        }
    }
}
