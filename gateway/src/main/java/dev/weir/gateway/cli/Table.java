package dev.weir.gateway.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as their widest cell. Cells are captured content and made plain. */
final class Table {

    private final String[] heads;
    private final List<String[]> rows = new ArrayList<>();

    /**
     * @param heads the columns' names; one that starts with {@code >} is aligned to the right
     */
    Table(String... heads) {
        this.heads = heads;
    }

    void row(String... cells) {
        String[] plain = new String[heads.length];
        for (int i = 0; i < heads.length; i++) {
            plain[i] = i < cells.length ? Plain.cut(cells[i], 60) : "";
        }
        rows.add(plain);
    }

    void print(Io io) {
        int[] widths = new int[heads.length];
        String[] names = new String[heads.length];
        for (int i = 0; i < heads.length; i++) {
            names[i] = heads[i].startsWith(">") ? heads[i].substring(1) : heads[i];
            widths[i] = length(names[i]);
            for (String[] row : rows) {
                widths[i] = Math.max(widths[i], length(row[i]));
            }
        }
        io.out().println(io.bold(line(names, widths)));
        for (String[] row : rows) {
            io.out().println(line(row, widths));
        }
    }

    private String line(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String pad = " ".repeat(widths[i] - length(cells[i]));
            line.append(i == 0 ? "" : "  ");
            line.append(heads[i].startsWith(">") ? pad + cells[i] : cells[i] + pad);
        }
        return line.toString().stripTrailing();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
