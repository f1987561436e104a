# Opens pages in headless Chromium.
package Browser;
use strict;
use warnings;
use Exporter 'import';
use IPC::Open3;
use Symbol 'gensym';
our @EXPORT = qw(browse);

# Opens the page of a file in a window of this width; returns its contents when it has loaded, with its images and
# frames, and the handlers of that event have run; and what it logged or could not load.
sub browse {
    my ($file, $width) = @_;
    my $pid = open3(my $in, my $out, my $err = gensym, 'chromium', '--headless=new', '--no-sandbox', '--disable-gpu',
        '--disable-dev-shm-usage', "--window-size=$width,2000", '--timeout=30000',
        '--allow-file-access-from-files', '--enable-logging=stderr', '--log-level=0', '--dump-dom', "file://$file");
    close $in;
    # Only one of the pipes is long: the page.
    my $page = do { local $/; <$out> };
    my $log = do { local $/; <$err> };
    waitpid $pid, 0;
    my @messages = grep { /:CONSOLE|net_error|ERR_/ } split /\n/, $log // '';
    return ($page // '', join("\n", @messages));
}

1;
