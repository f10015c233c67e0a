#!/usr/bin/env bash
# Makes every file in this folder with Debian's ffmpeg, the documents with Python. README.md says what each one tests.
# usage: make-fixtures.sh [OUT-DIR, this folder if absent]
# The outputs are committed. On one version of ffmpeg the same bytes come out each time: the encoders run on one
# thread, the muxers write no dates, and every source is synthetic.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here}
mkdir -p "$out"
cd "$out"

# make OUT ARGUMENTS…: one ffmpeg run that writes OUT without dates, versions or tags.
make() {
  local name=$1
  shift
  ffmpeg -hide_banner -loglevel error -nostdin -y -filter_threads 1 "$@" \
    -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -threads 1 "$name"
}

# Inputs. testsrc2 moves, covers the colour cube and burns in time and frame number without any font.
picture() { printf 'testsrc2=size=%s:rate=%s:duration=%s' "$1" "$2" "$3"; }
# Two voices whose pitch glides, so that no two frames of sound are alike.
sound() { printf "aevalsrc='0.3*sin(2*PI*(220*t+20*t*t))|0.3*sin(2*PI*(330*t+9*sin(3*t)))':s=%s:d=%s" "$1" "$2"; }

x264=(-c:v libx264 -preset medium -pix_fmt yuv420p -x264-params 'sliced-threads=0:sync-lookahead=0')
closed=(-g 50 -keyint_min 50 -sc_threshold 0)
aac=(-c:a aac -b:a 96k)

# A plain lecture-like clip that a 720p rung can copy: High, a key frame every 2 s, index first. The big number is the
# time in hundredths of a second.
make lesson.mp4 -f lavfi -i testsrc=size=1280x720:rate=25:duration=12:decimals=2 -f lavfi -i "$(picture 320x180 25 12)" \
  -f lavfi -i "$(sound 48000 12)" -filter_complex '[0:v][1:v]overlay=60:60[v]' -map '[v]' -map 2:a \
  "${x264[@]}" -profile:v high -crf 27 "${closed[@]}" "${aac[@]}" -shortest -movflags +faststart

# One key frame, B-frames, a rate without a finite decimal form, sound at 44.1 kHz.
make long-gop-ntsc.mp4 -f lavfi -i "$(picture 640x360 24000/1001 13)" -f lavfi -i "$(sound 44100 13)" \
  "${x264[@]}" -crf 39 -g 1000 -keyint_min 1000 -sc_threshold 0 -bf 3 "${aac[@]}" -movflags +faststart

# Every 7th frame is missing, every time jitters by up to 5 ms, and two whole seconds have no frame at all.
make vfr.mp4 -f lavfi -i "$(picture 480x270 30 10)" -vf \
  "select='not(eq(mod(n,7),3)+between(t,2.1,3.1)+between(t,6,7))',settb=1/90000,setpts='PTS+mod(N*37,11)*45'" \
  -fps_mode vfr -enc_time_base 1:90000 "${x264[@]}" -crf 36 -g 400 -video_track_timescale 90000

# Stored on its side: a player turns it by 90 degrees.
make upright.tmp.mp4 -f lavfi -i "$(picture 640x360 25 5)" -f lavfi -i "$(sound 48000 5)" \
  "${x264[@]}" -crf 39 "${closed[@]}" "${aac[@]}"
make rotated.mp4 -i upright.tmp.mp4 -c copy -metadata:s:v:0 rotate=90
rm upright.tmp.mp4

# MPEG-2 with open groups of pictures and MP2, in a program stream and in a transport stream that starts late.
mpeg2=(-c:v mpeg2video -g 12 -bf 2 -b:v 250k -maxrate 700k -bufsize 1800k -c:a mp2 -b:a 96k)
make open-gop.mpg -f lavfi -i "$(picture 256x192 25 6)" -f lavfi -i "$(sound 44100 6)" "${mpeg2[@]}" -f vob
# The 33-bit clock of a transport stream wraps 3.7 s into this one.
make clock-wrap.ts -f lavfi -i "$(picture 256x192 25 8)" -f lavfi -i "$(sound 48000 8)" "${mpeg2[@]}" \
  -output_ts_offset 95440 -muxdelay 0 -muxpreload 0 -f mpegts
# H.264 whose key frames, but for the first, are recovery points inside open groups of pictures.
make open-gop-h264.mp4 -f lavfi -i "$(picture 480x270 25 11)" -f lavfi -i "$(sound 48000 11)" \
  "${x264[@]}" -crf 38 -bf 3 -b_strategy 0 -g 50 -keyint_min 50 -sc_threshold 0 \
  -x264-params 'open-gop=1:sliced-threads=0:sync-lookahead=0' "${aac[@]}"
# Fields, top first.
make interlaced.ts -f lavfi -i "$(picture 480x272 50 6)" -f lavfi -i "$(sound 48000 6)" \
  -vf tinterlace=interleave_top,fieldorder=tff "${x264[@]}" -flags:v +ildct+ilme -crf 36 -g 50 \
  -c:a mp2 -b:a 96k -f mpegts

make vorbis.webm -f lavfi -i "$(picture 480x270 25 6)" -f lavfi -i "$(sound 44100 6)" \
  -c:v libvpx -b:v 200k -g 400 -deadline good -cpu-used 4 -c:a libvorbis -q:a 1
make opus.webm -f lavfi -i "$(picture 480x270 30 6)" -f lavfi -i "$(sound 48000 6)" \
  -c:v libvpx-vp9 -b:v 200k -g 400 -deadline good -cpu-used 5 -row-mt 0 -c:a libopus -b:a 64k

# The edit list hides the first 1.3 s, which the decoder needs: the key frames are at 0 and 4 s of the stored track.
make whole.tmp.mp4 -f lavfi -i "$(picture 480x270 25 9)" -f lavfi -i "$(sound 48000 9)" \
  "${x264[@]}" -crf 36 -g 100 -keyint_min 100 -sc_threshold 0 "${aac[@]}"
make edit-list.mp4 -ss 1.3 -i whole.tmp.mp4 -c copy
rm whole.tmp.mp4

make audio-only.m4a -f lavfi -i "$(sound 48000 10)" "${aac[@]}" -movflags +faststart
make silent.mp4 -f lavfi -i "$(picture 640x360 25 8)" "${x264[@]}" -crf 36 "${closed[@]}" -movflags +faststart
make tiny.mp4 -f lavfi -i "$(picture 64x48 25 0.04)" "${x264[@]}"
make odd-size.mp4 -f lavfi -i "$(picture 320x180 25 3)" -vf scale=321:181,setsar=1 -c:v mpeg4 -q:v 20 -g 75
make anamorphic.mp4 -f lavfi -i "$(picture 360x288 25 3)" -vf setsar=16/11 "${x264[@]}" -crf 36 "${closed[@]}"
make hdr-pq.mp4 -f lavfi -i "$(picture 320x180 25 1)" -vf format=yuv420p10le -c:v libx265 -preset fast -crf 34 \
  -x265-params 'log-level=error:pools=none:frame-threads=1:info=0:hdr10=1:repeat-headers=1' \
  -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -tag:v hvc1

# Two sound tracks, the second marked as default; both start 1.5 s after the picture.
make late-audio.mkv -f lavfi -i "$(picture 480x270 25 8)" -itsoffset 1.5 -f lavfi -i "$(sound 48000 3)" \
  -itsoffset 1.5 -f lavfi -i "$(sound 48000 5)" -map 0 -map 1 -map 2 "${x264[@]}" -crf 36 "${closed[@]}" \
  -c:a:0 ac3 -b:a:0 96k -c:a:1 libmp3lame -b:a:1 96k -disposition:a:0 0 -disposition:a:1 default

# Sound that starts 0.3 s before the picture.
make late-picture.mkv -itsoffset 0.3 -f lavfi -i "$(picture 320x180 25 5)" -f lavfi -i "$(sound 48000 5.3)" \
  "${x264[@]}" -crf 36 -g 300 -c:a libopus -b:a 64k
# A text track that lasts longer than picture and sound.
printf '1\n00:00:00,500 --> 00:00:02,000\nOne\n\n2\n00:00:06,000 --> 00:00:09,000\nTwo\n' > two.tmp.srt
make subtitles.mp4 -f lavfi -i "$(picture 320x180 25 5)" -f lavfi -i "$(sound 48000 5)" -i two.tmp.srt \
  -map 0 -map 1 -map 2 "${x264[@]}" -crf 36 -g 300 "${aac[@]}" -c:s mov_text
rm two.tmp.srt

# A white frame and a beep begin together at every whole second: once with AAC, once with FLAC.
flash="color=black:size=320x180:rate=25:duration=9,drawbox=color=white:thickness=fill:enable='lt(mod(t,1),0.039)'"
beep="aevalsrc='0.8*sin(2*PI*1000*t)*lt(mod(t,1),0.04)':s=48000:d=9"
make sync-aac.mp4 -f lavfi -i "$flash" -f lavfi -i "$beep" "${x264[@]}" -crf 30 -g 300 "${aac[@]}"
make sync-flac.mkv -f lavfi -i "$flash" -f lavfi -i "$beep" "${x264[@]}" -crf 30 -g 300 -c:a flac

# Black for 1.5 s, then a fade of 1.5 s, then the picture.
make fade-in.mp4 -f lavfi -i "$(picture 480x270 25 8)" -vf fade=in:st=1.5:d=1.5 \
  "${x264[@]}" -crf 36 -g 25 -keyint_min 25 -sc_threshold 0

# Damaged: the index is there but half of the data is missing; the index itself is missing.
head -c $(($(stat -c %s silent.mp4) / 2)) silent.mp4 > truncated.mp4
make index-last.tmp.mp4 -i silent.mp4 -c copy
head -c 60000 index-last.tmp.mp4 > truncated-no-index.mp4
rm index-last.tmp.mp4

# Not media at all, and playlists under a video's name that name files and sockets a reader must not open.
printf 'This is a letter, not a film.\n%.0s' {1..40} > not-media.mp4
cat > playlist-in-disguise.mp4 <<'PLAYLIST'
#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:10
#EXT-X-MEDIA-SEQUENCE:0
#EXTINF:10.0,
file:///etc/passwd
#EXTINF:10.0,
http://127.0.0.1:1/x
#EXT-X-ENDLIST
PLAYLIST
cat > concat-in-disguise.mp4 <<'PLAYLIST'
ffconcat version 1.0
file 'lesson.mp4'
file '/etc/passwd'
file 'http://127.0.0.1:1/x'
PLAYLIST
cat > dash-in-disguise.mp4 <<'PLAYLIST'
<?xml version="1.0"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT10S" profiles="urn:mpeg:dash:profile:isoff-main:2011">
<Period><AdaptationSet mimeType="video/mp4"><Representation id="a" bandwidth="1000">
<BaseURL>file:///etc/passwd</BaseURL><SegmentBase/></Representation>
<Representation id="b" bandwidth="1000"><BaseURL>http://127.0.0.1:1/x</BaseURL><SegmentBase/></Representation>
</AdaptationSet></Period></MPD>
PLAYLIST

# Documents.
"$here/make-documents.py" "$PWD"
