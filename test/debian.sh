# Sourced by test/matrix and test/packages: Debians of several releases under build/debian, one for each server, made by
# debootstrap from the archive that this machine installs from. Needs root.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
folder=$PWD/build/debian
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -n 1)
# The release of Debian that has a version of PostgreSQL.
declare -A release=([15]=bookworm [17]=trixie [18]=sid)
mkdir -p "$folder"

say() {
    printf '== %s\n' "$*"
}

# usage: the comment at the top of the calling script.
usage() {
    sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"
    exit 2
}

# in_chroot ROOT VERSION COMMAND ...: runs it there; whatever it leaves running ends with it. With offline=1 it has a loopback
# interface of its own and no other, so its servers are in nobody's way.
in_chroot() {
    unshare ${offline:+--net} --mount --pid --fork --kill-child bash -c '
        root=$1
        shift
        [ -z "${offline:-}" ] || ip link set lo up
        mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && exec chroot "$root" "$@"' \
        in_chroot "$1" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive PG_VERSION="$2" "${@:3}" </dev/null
}

# make_debian NAME SUITE VERSION SCRIPT: a Debian in which this script has run, with the path of scripts/dependencies as its
# argument. Does nothing if it is there.
make_debian() {
    local root=$folder/$1
    [ -e "$root.made" ] && return
    { command -v debootstrap && command -v ip; } >/dev/null || apt-get install -y -qq --no-install-recommends debootstrap iproute2 >/dev/null
    rm -rf "$root"
    debootstrap --variant=minbase "$2" "$root" "$mirror" &&
        printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && # no service starts when it is installed
        chmod +x "$root/usr/sbin/policy-rc.d" &&
        # A mirror may be weeks behind, so that its lists have run out.
        echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/mirror" &&
        mkdir "$root/root/scripts" && cp scripts/dependencies "$root/root/scripts" &&
        in_chroot "$root" "$3" bash -ec "$4" setup /root/scripts/dependencies && touch "$root.made"
}

# make_server N or N-asserts: a Debian that has this server and what its tests need.
make_server() {
    local version=${1%-asserts}
    # shellcheck disable=SC2016  # the script expands them
    make_debian "$version" "${release[$version]}" "$version" '"$1" server' || return
    [ "$1" != "$version" ] && [ ! -e "$folder/$1.made" ] || return 0
    rm -rf "${folder:?}/$1"
    cp -a "$folder/$version" "$folder/$1"
    in_chroot "$folder/$1" "$version" bash -ec '
        sed "s/^deb /deb-src /" /etc/apt/sources.list >/etc/apt/sources.list.d/sources.list
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends dpkg-dev
        cd /root
        apt-get source -qq "postgresql-$PG_VERSION"
        apt-get build-dep -y -qq --no-install-recommends "postgresql-$PG_VERSION"
        cd "postgresql-$PG_VERSION"-*/
        config=/usr/lib/postgresql/$PG_VERSION/bin/pg_config
        # The configure of the sources lacks an option that the one of the package has.
        eval "./configure $("$config" --configure | sed "s/.--runstatedir=[^ ]*//") --enable-cassert"
        make -s -j"$(nproc)"
        make -s install
        "$config" --configure | grep -q -- --enable-cassert
        cd /root
        rm -r "postgresql-$PG_VERSION"-*/' && touch "$folder/$1.made"
}

# try_in NAME VERSION COMMAND ...: runs it in this Debian with the sources in /heatmap and the folder $out in /out; all that
# it changes elsewhere is thrown away.
try_in() {
    local root=$folder/$1 trial=$folder/trial.$$ status
    rm -rf "$trial"
    mkdir -p "$trial/upper/heatmap" "$trial/upper/out" "$trial/work" "$trial/root" "$out"
    git ls-files -coz --exclude-standard | tar -c --null -T - | tar -x -C "$trial/upper/heatmap"
    unshare --mount bash -c '
        mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root" &&
            mount --bind "$3" "$2/root/out" && shift 3 && "$@"' \
        try_in "$root" "$trial" "$out" bash -c "$(declare -f in_chroot); in_chroot \"\$@\"" in_chroot "$trial/root" "${@:2}"
    status=$?
    rm -rf "$trial"
    return "$status"
}
