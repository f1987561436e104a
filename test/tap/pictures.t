# Pictures in a browser: it reads the same pixels from a PNG file as an independent decoder, SVG is valid XML and opens
# by itself, and the demo's report works, on a desk and on a phone, without any other file.
use strict;
use warnings;
use Compress::Zlib qw(uncompress);
use FindBin;
use JSON::PP;
use MIME::Base64;
use lib "$FindBin::Bin/lib";
use Browser;
use Server qw(:DEFAULT write_file);
use Test::More;

chdir "$FindBin::Bin/../.." or die $!;
my $db = fresh_database('pictures_test');
my ($code, $text) = run('psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', 'examples/events.sql');
is($code, 0, 'the generator runs') or diag $text;
psql($db, <<'SQL');
CREATE TABLE maps AS
SELECT heatmap_agg(page_x, page_y, heatmap_grid(1440, 6000, 10)) AS page,
       heatmap_agg(extract(hour FROM created_at)::int, extract(isodow FROM created_at)::int - 1, heatmap_grid(0, 0, 24, 7, 24, 7)) AS hours,
       scroll_agg(scroll_pct, 100, 100) FILTER (WHERE event_type = 2) AS scrolls
FROM events WHERE device = 'desktop' AND url_path = '/' AND event_type IN (1, 2);
CREATE TABLE funnels AS
SELECT window_funnel('7 days', created_at, event_name = 'view_landing', event_name = 'view_product', event_name = 'add_to_cart') AS level, visitor_id
FROM events GROUP BY visitor_id;
CREATE TABLE f AS SELECT funnel_agg(j, '7 days') AS f
FROM (SELECT journey_agg(created_at, event_name = 'view_landing', event_name = 'view_product', event_name = 'add_to_cart') AS j FROM events GROUP BY visitor_id) q;
SQL

# The pixels of a PNG file as [r, g, b, a], by its specification: one byte a pixel, filter 0.
sub pixels_of {
    my ($png) = @_;
    my ($width, $height) = unpack 'NN', substr $png, 16, 8;
    my ($at, %chunk) = (8);
    while ($at < length $png) {
        my ($length, $type) = unpack 'Na4', substr $png, $at, 8;
        $chunk{$type} .= substr $png, $at + 8, $length;
        $at += 12 + $length;
    }
    my @rgb = unpack 'C*', $chunk{PLTE};
    my @alpha = unpack 'C*', $chunk{tRNS};
    my $rows = uncompress($chunk{IDAT});
    my @pixels;
    for my $y (0 .. $height - 1) {
        my ($filter, @line) = unpack 'C*', substr $rows, $y * ($width + 1), $width + 1;
        die "filter $filter" if $filter != 0;
        push @pixels, map { [@rgb[3 * $_ .. 3 * $_ + 2], $alpha[$_]] } @line;
    }
    return ($width, $height, \@pixels);
}

my %png = (
    page  => 'heatmap_data_uri(page)',
    wide  => 'heatmap_data_uri(page, width => 300)',
    small => "heatmap_data_uri(page, 'turbo', 'log', 20, 0.99, 0.5, 50, 70)",
    hours => 'heatmap_data_uri(hours)',
    signs => 'heatmap_data_uri(hours - 2 * heatmap_filter(hours, 200), width => 480)',
);
my %uri = map { $_ => psql($db, "SELECT $png{$_} FROM maps") } keys %png;
my ($page, $log) = browse(write_file('png.html', join("\n", '<!DOCTYPE html><pre id="result"></pre>',
    (map { qq(<img id="$_" src="$uri{$_}">) } sort keys %uri), <<'HTML')), 800);
<script>
onload = () => {
    const result = {};
    for (const image of document.images) {
        const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth, height: image.naturalHeight });
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
        let bytes = '';
        for (let i = 0; i < data.length; i += 8192) bytes += String.fromCharCode(...data.subarray(i, i + 8192));
        result[image.id] = btoa(bytes);
    }
    document.getElementById('result').textContent = JSON.stringify(result);
};
</script>
HTML
my ($json) = $page =~ /<pre id="result">(.*?)<\/pre>/s;
is($log, q(), q(images load));
my $seen = decode_json($json || '{}');
for my $name (sort keys %png) {
    my ($width, $height, $pixels) = pixels_of(decode_base64($uri{$name} =~ s/.*,//r));
    my @browser = unpack 'C*', decode_base64($seen->{$name} // '');
    is(scalar @browser, 4 * $width * $height, "Chromium reads $name: $width x $height pixels") or next;
    # Its canvas keeps colours multiplied by their alpha, so that those of faint pixels are rounded.
    my $off = 0;
    for my $i (0 .. $#$pixels) {
        my ($r, $g, $b, $a) = @browser[4 * $i .. 4 * $i + 3];
        my $p = $pixels->[$i];
        $off++ if $a != $p->[3] || ($a > 0 && grep { abs($_) * $a > 255 } $r - $p->[0], $g - $p->[1], $b - $p->[2]);
    }
    is($off, 0, '... with the colours and alphas of an independent decoder');
}

# What is drawn, at the middle of each cell: the ramp by its stops, in Perl
my ($width, $height, $pixels) = pixels_of(decode_base64($uri{page} =~ s/.*,//r));
my %value = map { split /\|/ } split /\n/, psql($db, 'SELECT cell, value FROM maps, heatmap_cells(heatmap_blur(page, 15))');
my ($max) = sort { $b <=> $a } values %value;
sub heat {
    my ($t) = @_;
    my @stops = ([0, 0, 0, 255], [0.25, 0, 0, 255], [0.55, 0, 255, 0], [0.85, 255, 255, 0], [1, 255, 0, 0]);
    my $k = 0;
    $k++ while $k < 3 && $t > $stops[$k + 1][0];
    my $part = ($t - $stops[$k][0]) / ($stops[$k + 1][0] - $stops[$k][0]);
    return map { $stops[$k][$_] + $part * ($stops[$k + 1][$_] - $stops[$k][$_]) } 1 .. 3;
}
my ($wrong, $drawn) = (0, 0);
for my $cell (0 .. $width * $height - 1) {
    my $t = (sqrt(($value{$cell} // 0) / $max) - 0.05) / 0.95;
    my @is = @{ $pixels->[$cell] };
    my @colour = heat($t < 0 ? 0 : $t);
    my $alpha = $t <= 0 ? 0 : 255 * 0.75 * ($t < 0.3 ? $t / 0.3 : 1);
    $drawn += $value{$cell} // 0 if $is[3] > 0;
    $wrong++ if abs($is[3] - $alpha) > 2 || ($alpha > 2 && grep { abs($is[$_] - $colour[$_]) > 5 } 0 .. 2);
}
is($wrong, 0, 'the colour at the middle of each cell is that of its smoothed value');
my $total = psql($db, 'SELECT heatmap_total(page) FROM maps');
cmp_ok($drawn / $total, '>', 0.85, 'what is not drawn are single clicks far from others');

# Without smoothing every cell with a click can be seen.
(undef, undef, $pixels) = pixels_of(decode_base64(psql($db, 'SELECT heatmap_data_uri(page, smooth => 0) FROM maps') =~ s/.*,//r));
my %clicked = map { $_ => 1 } split /\n/, psql($db, 'SELECT cell FROM maps, heatmap_cells(page)');
$wrong = grep { $pixels->[$_][3] != ($clicked{$_} ? 191 : 0) } 0 .. $#$pixels;
is($wrong, 0, 'smooth => 0 shows the cells with clicks, and no others');

# Encodings: what the database cannot say is in no text, what it can is in the picture.
my %encoded = (SQL_ASCII => ["E'\\xff'", '&#65533;'], LATIN1 => ['chr(233)', '&#233;']);
for my $encoding (sort keys %encoded) {
    my ($title, $shown) = @{ $encoded{$encoding} };
    my $other = fresh_database('pictures_encoding_test', $encoding);
    like(psql($other, "SELECT heatmap_svg(heatmap_grid(100, 100), title => $title)"), qr/<title>\Q$shown\E</, "a title in $encoding");
    my $funnel = "SELECT funnel_text(funnel_agg(j, '1 day'), ARRAY[$title], 5, false) FROM (SELECT journey_agg(now(), true) AS j) AS q";
    like(psql($other, $funnel), qr/^.  #{5}  1 +100%$/, '... a label');
    psql('postgres', 'DROP DATABASE pictures_encoding_test');
}

# SVG
my %svg = (
    page        => "heatmap_svg(page, title => 'a < b & c')",
    dark        => "heatmap_svg(page, axes => true, theme => 'dark', description => 'x')",
    chart       => "heatmap_svg(hours, row_labels => ARRAY['<', '&', '\"', '''', U&'\\00E9', E'\\x02', NULL])",
    signs       => 'heatmap_svg(hours - 2 * heatmap_filter(hours, 200))',
    scroll      => "scroll_svg(scrolls, fold => 15, title => 'a < b')",
    funnel      => "funnel_svg(f, ARRAY['<', '&', '\"'], 'a < b & c')",
    funnel_dark => "funnel_svg(f, theme => 'dark', width => 320)",
);
my %source = map { $_ => psql($db, "SELECT $svg{$_} FROM maps, f") } keys %svg;
($page, $log) = browse(write_file('svg.html', join("\n", '<!DOCTYPE html><pre id="result"></pre>',
    (map { qq(<img id="$_" src="data:image/svg+xml;base64,) . encode_base64($source{$_}, '') . '">' } sort keys %source), <<'HTML')), 800);
<script>
onload = () => {
    const result = {};
    for (const image of document.images) {
        const parsed = new DOMParser().parseFromString(atob(image.src.split(',')[1]), 'image/svg+xml');
        result[image.id] = [parsed.querySelector('parsererror') ? 'invalid' : parsed.documentElement.nodeName, image.naturalWidth > 0,
                            parsed.querySelectorAll('script').length, [...parsed.querySelectorAll('text')].every((t) => t.textContent.trim() !== '')];
    }
    document.getElementById('result').textContent = JSON.stringify(result);
};
</script>
HTML
($json) = $page =~ /<pre id="result">(.*?)<\/pre>/s;
my $read = decode_json($json || '{}');
for my $name (sort keys %svg) {
    is(join(' ', map { defined $_ ? $_ : '' } @{ $read->{$name} // [] }), 'svg 1 0 1', "SVG of $name is valid XML, opens by itself, has no empty text");
}
is($log, '', 'without a message on the console');
cmp_ok(length $source{page}, '<', 20_000, 'the SVG of a page has less than 20 kB');
like($source{chart}, qr/^[\x20-\x7e]*$/, 'SVG is ASCII');

# The report
my $report = directory() . '/report.html';
($code, $text) = run('psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $db, '-f', 'examples/report.sql', '-o', $report);
is($code, 0, 'the report is written') or diag $text;
is($text, '', '... without a message');
my $html = do { local $/; open my $in, '<', $report or die $!; <$in> };
unlike($html =~ s/xmlns="[^"]*"//gr, qr/(?:src|href)="(?!data:image)|\@import|https?:/, 'it loads nothing');
my $on_page = "event_type = 1 AND url_path = '/' AND device = 'desktop' AND page_x BETWEEN 0 AND page_w AND page_y BETWEEN 0 AND page_h";
my ($people) = $html =~ /([\d,]+) people clicked here/;
is($people =~ tr/,//dr, psql($db, "SELECT count(DISTINCT visitor_id) FROM events WHERE $on_page"), 'people who clicked');
my ($changed, $cells) = $html =~ /Strong: the (\d+) of (\d+) cells/;
is("$changed of $cells", psql($db, <<"SQL"), 'cells that changed in variant b, and cells with a click');
SELECT 2 || ' of ' || count(DISTINCT (least(floor(page_x / 80.0), 17), least(floor(page_y / 80.0), 74))) FROM events WHERE $on_page
SQL
for my $size (1280, 390) {
    # A frame has any width; a window has a least one.
    my $framed = write_file("report$size.html", <<"HTML");
<!DOCTYPE html><pre id="result"></pre><iframe src="report.html" style="width:${size}px;height:2000px;border:0"></iframe><script>
onload = () => {
    const frame = document.querySelector('iframe');
    const page = frame.contentDocument, view = frame.contentWindow, form = page.querySelector('.controls'), result = {};
    const change = (name, value) => { form[name].value = value; form.dispatchEvent(new view.Event('input')); };
    const shown = () => page.querySelector('.device:not([hidden])');
    result.overflow = page.documentElement.scrollWidth - page.documentElement.clientWidth;
    result.tiles = [...page.querySelectorAll('.tiles dd')].map((e) => e.textContent);
    result.count = shown().querySelector('.count').textContent;
    change('device', 'phone');
    result.phone = shown().querySelector('.count').textContent;
    change('first', 1); change('last', 2);
    result.weeks = shown().querySelector('.count').textContent + ', ' + page.getElementById('dates').textContent;
    change('layer', 'dead clicks');
    result.dead = shown().querySelector('.count').textContent;
    change('device', 'desktop'); change('layer', 'all clicks'); change('first', 0); change('last', 3); change('opacity', 40);
    result.opacity = shown().querySelector('.heat').style.opacity;
    const box = shown().querySelector('.page').getBoundingClientRect();
    shown().querySelector('.page').dispatchEvent(new view.PointerEvent('pointermove', { clientX: box.left + box.width * 265 / 1440, clientY: box.top + box.height * 505 / 6000 }));
    result.hover = page.getElementById('tip').textContent;
    result.visible = [...page.querySelectorAll('.device:not([hidden]) img, .picture.on-light svg')].filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect()).filter((b) => b.width < 5 || b.height < 5).length;
    result.headings = page.querySelectorAll('h2').length;
    result.unnamed = [...page.querySelectorAll('img:not([alt]), input')].filter((e) => e.tagName === 'IMG' || !(e.labels.length || e.getAttribute('aria-label'))).length;
    result.background = view.getComputedStyle(page.body).backgroundColor;
    page.getElementById('theme').click();
    result.dark = view.getComputedStyle(page.body).backgroundColor;
    document.getElementById('result').textContent = JSON.stringify(result);
};
</script>
HTML
    ($page, $log) = browse($framed, 1400);
    ($json) = $page =~ /<pre id="result">(.*?)<\/pre>/s;
    my $r = decode_json($json || '{}');
    is($log, '', "the report, $size pixels wide: nothing on the console");
    is($r->{overflow}, 0, '... nothing is wider than the page');
    is($r->{visible}, 0, '... every picture has a size');
    is($r->{unnamed}, 0, '... every picture and control has a name');
    is("$r->{background} $r->{dark}", 'rgb(255, 255, 255) rgb(17, 24, 39)', '... light and dark');
    next if $size != 1280;
    my $number = sub { my $n = psql($db, $_[0]); 1 while $n =~ s/^(\d+)(\d{3})/$1,$2/; return $n };
    is($r->{tiles}[0], $number->('SELECT count(DISTINCT visitor_id) FROM events'), 'visitors');
    is($r->{tiles}[1], $number->('SELECT count(DISTINCT visit_id) FROM events'), 'sessions');
    is($r->{tiles}[3], $number->("SELECT count(*) FROM events WHERE event_type = 1 AND url_path = '/'"), 'clicks');
    my $inside = "event_type = 1 AND url_path = '/' AND page_x BETWEEN 0 AND page_w AND page_y BETWEEN 0 AND page_h";
    is($r->{count}, $number->("SELECT count(*) FROM events WHERE $inside AND device = 'desktop'") . ' clicks on the page', 'clicks of a device');
    is($r->{phone}, $number->("SELECT count(*) FROM events WHERE $inside AND device = 'phone'") . ' clicks on the page', '... of another one');
    is($r->{weeks}, $number->("SELECT count(*) FROM events WHERE $inside AND device = 'phone' AND created_at >= '2026-01-12Z' AND created_at < '2026-01-26Z'")
        . ' clicks on the page, 12 Jan to 25 Jan', '... of two weeks');
    is($r->{dead}, $number->("SELECT count(*) FROM events WHERE $inside AND device = 'phone' AND created_at >= '2026-01-12Z' AND created_at < '2026-01-26Z' AND is_dead")
        . ' dead clicks on the page', '... dead ones');
    is($r->{hover}, $number->("SELECT count(*) FROM events WHERE $inside AND device = 'desktop' AND page_x >= 260 AND page_x < 270 AND page_y >= 500 AND page_y < 510")
        . ' clicks in this cell', 'hovering shows the clicks of a cell');
    is($r->{opacity}, '0.4', 'the slider changes the opacity');
    is($r->{headings}, 6, 'the sections are there');
}
done_testing();
