package dev.weir.core.redaction;

import dev.weir.core.redaction.LabelledBody.Label;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How well the detectors do on labelled bodies. */
final class Score {

    /** Counts of one kind. */
    static final class Counts {
        int labels;
        int hits;
        int partly;
        int wrong;

        /** The share of labels that were found exactly, and under their name. */
        double recall() {
            return labels == 0 ? 1 : (double) hits / labels;
        }

        /** The share of finds that were right. */
        double precision() {
            return hits + wrong == 0 ? 1 : (double) hits / (hits + wrong);
        }
    }

    final Map<Kind, Counts> counts = new EnumMap<>(Kind.class);
    final List<String> mistakes = new ArrayList<>();

    Score() {
        for (Kind kind : Kind.values()) {
            counts.put(kind, new Counts());
        }
    }

    private Counts of(Kind kind) {
        return counts.getOrDefault(kind, new Counts());
    }

    void add(LabelledBody body, List<Edit> edits) {
        List<Edit> left = new ArrayList<>(edits);
        for (Label label : body.labels()) {
            of(label.kind()).labels++;
            Edit hit = null;
            boolean covered = false;
            for (Edit edit : left) {
                boolean same =
                        edit.offset() == label.from()
                                && edit.removed() == label.to() - label.from();
                if (same && edit.kind().equals(label.kind().word())) {
                    hit = edit;
                }
                covered |=
                        edit.offset() <= label.from()
                                && edit.offset() + edit.removed() >= label.to();
            }
            if (hit != null) {
                of(label.kind()).hits++;
                left.remove(hit);
            } else {
                of(label.kind()).partly += covered ? 1 : 0;
                mistakes.add(
                        "missed "
                                + label.kind().word()
                                + (covered ? " (other name or bounds " + left + ")" : "")
                                + " "
                                + body.setting()
                                + ": "
                                + body.text());
            }
        }
        for (Edit edit : left) {
            Kind kind = Kind.parse(edit.kind());
            if (kind != null) {
                of(kind).wrong++;
                int from = (int) edit.offset();
                mistakes.add(
                        "wrong "
                                + edit.kind()
                                + " '"
                                + body.text().substring(from, from + edit.removed())
                                + "' "
                                + body.setting()
                                + ": "
                                + body.text());
            }
        }
    }
}
