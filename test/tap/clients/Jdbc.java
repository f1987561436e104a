// Answers the questions of test/tap/bi.t, which says how they are written.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

public class Jdbc {
    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        String url = "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + System.getenv("PGDATABASE");
        try (Connection connection = DriverManager.getConnection(url, System.getenv("PGUSER"), System.getenv("PGPASSWORD"))) {
            for (String query; (query = in.readLine()) != null;) {
                String[] parts = query.split("\t");
                try (PreparedStatement statement = connection.prepareStatement(parts[0])) {
                    if (parts.length > 1) statement.setString(1, parts[1]);
                    ResultSet result = statement.executeQuery();
                    int columns = result.getMetaData().getColumnCount();
                    while (result.next()) {
                        for (int i = 1; i <= columns; i++) {
                            Object value = result.getObject(i);
                            out.print((value == null ? "\\N" : value) + "\u001f");
                        }
                        out.print('\u001e');
                    }
                    out.print('\u001d');
                }
            }
        }
        out.flush();
    }
}
