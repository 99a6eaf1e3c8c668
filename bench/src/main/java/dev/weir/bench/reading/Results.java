package dev.weir.bench.reading;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Every figure, part by part; null for a part that was not measured.
 *
 * @param machine what it was measured on
 * @param derive speed of deriving
 * @param lag from the end of an exchange to its row
 * @param text the full text index
 * @param recordedText the same over the recorded agent sessions
 * @param rows questions about very many exchanges
 * @param session a long session and a large body
 * @param restart a start over very many exchanges
 */
record Results(
        String machine,
        @Nullable List<DeriveSpeed.Speed> derive,
        IngestLag.@Nullable Figures lag,
        TextIndex.@Nullable Figures text,
        TextIndex.@Nullable Recorded recordedText,
        ManyRows.@Nullable Figures rows,
        LongSession.@Nullable Figures session,
        Restart.@Nullable Figures restart) {

    /** These, and of the others what is missing here. */
    Results with(Results others) {
        return new Results(
                machine,
                derive != null ? derive : others.derive,
                lag != null ? lag : others.lag,
                text != null ? text : others.text,
                recordedText != null ? recordedText : others.recordedText,
                rows != null ? rows : others.rows,
                session != null ? session : others.session,
                restart != null ? restart : others.restart);
    }
}
