#!/usr/bin/perl
# A carrier by Net::SMPP: what it understands and answers is that library's, not ours.
#   net-smpp-carrier.pl VERSION(33|34) PASSWORD
# Tells on STDOUT, tab between fields: port N; bind KIND SYSTEM_ID VERSION STATUS; submit ID FROM TO ESM CODING REGISTERED
# VALIDITY OPTIONAL(tags, comma) HEX; deliver_sm_resp STATUS; enquire_link_resp; unbind; unbind_resp; closed.
# Hears on STDIN, space between: say FROM TO CODING ESM HEX; early 0|1 (reports before their answer); enquire; unbind.
use strict;
use warnings;
use IO::Select;
use Net::SMPP;

$| = 1;
my ($version, $password) = @ARGV;
my $listener = Net::SMPP->new_listen('127.0.0.1', port => 0, smpp_version => hex $version) or die "listen: $!";
my $watched = IO::Select->new($listener, \*STDIN);
my (%bound, $heard);
my ($number, $early) = (0x7ffe0, 0);
$heard = '';
tell_of('port', $listener->sockport);

sub tell_of { print join("\t", @_), "\n" }

sub receivers { grep { $bound{$_}{kind} ne 'transmitter' } sort keys %bound }

# The report says the id in decimal with zeros in front, the answer has said it in hexadecimal: usual, and awkward.
sub report {
    my ($pdu, $id) = @_;
    return unless $pdu->{registered_delivery} & 1;
    my ($to) = receivers() or return;
    my $text = sprintf 'id:%010d sub:001 dlvrd:001 submit date:2611220930 done date:2611220931 stat:DELIVRD err:000 text:', $id;
    $bound{$to}{peer}->deliver_sm(
        async => 1, esm_class => 4, short_message => $text,
        source_addr_ton => 1, source_addr_npi => 1, source_addr => $pdu->{destination_addr},
        dest_addr_ton => 1, dest_addr_npi => 1, destination_addr => $pdu->{source_addr},
    );
}

sub submitted {
    my ($peer, $pdu) = @_;
    my $id = ++$number;
    my @optional = grep { /^\d+$/ } keys %$pdu;
    tell_of('submit', sprintf('%X', $id), @$pdu{qw(source_addr destination_addr esm_class data_coding registered_delivery validity_period)},
        join(',', sort @optional), unpack('H*', $pdu->{short_message}));
    report($pdu, $id) if $early;
    $peer->submit_sm_resp(seq => $pdu->{seq}, message_id => sprintf('%X', $id));
    report($pdu, $id) unless $early;
}

sub take {
    my ($peer, $pdu) = @_;
    my $name = $pdu->explain_cmd;
    if ($name =~ /^bind_(\w+)$/) {
        my $kind = $1;
        my $status = $pdu->{password} eq $password ? 0 : 0x0e;
        # 3.3 knows no transceiver.
        $status = 0x03 if $version eq '33' && $kind eq 'transceiver';
        my $answer = "bind_${kind}_resp";
        $peer->$answer(seq => $pdu->{seq}, status => $status, system_id => 'netsmpp');
        $bound{fileno $peer} = { peer => $peer, kind => $kind } if $status == 0;
        tell_of('bind', $kind, $pdu->{system_id}, sprintf('%x', $pdu->{interface_version}), $status);
    }
    elsif ($name eq 'submit_sm') { submitted($peer, $pdu) }
    elsif ($name eq 'enquire_link') { $peer->enquire_link_resp(seq => $pdu->{seq}) }
    elsif ($name eq 'unbind') { $peer->unbind_resp(seq => $pdu->{seq}); tell_of('unbind') }
    elsif ($name =~ /_resp$/) { tell_of($name, $pdu->{status}) }
    else { $peer->generic_nack(seq => $pdu->{seq}, status => 3); tell_of('other', $name) }
}

sub obey {
    my ($word, @rest) = split ' ', shift;
    if ($word eq 'early') { ($early) = @rest; return }
    for my $one (map { $bound{$_} } $word eq 'say' ? (receivers())[0] : keys %bound) {
        my $peer = $one->{peer};
        if ($word eq 'enquire') { $peer->enquire_link(async => 1) }
        elsif ($word eq 'unbind') { $peer->unbind(async => 1) }
        elsif ($word eq 'say') {
            my ($from, $to, $coding, $esm, $hex) = @rest;
            $peer->deliver_sm(async => 1, source_addr_ton => 1, source_addr => $from, destination_addr => $to,
                data_coding => $coding, esm_class => $esm, short_message => pack('H*', $hex));
        }
    }
}

while (my @ready = $watched->can_read) {
    for my $one (@ready) {
        if ($one == $listener) { $watched->add($listener->accept) }
        elsif ($one == \*STDIN) {
            sysread(STDIN, $heard, 65536, length $heard) or exit 0;
            obey($1) while $heard =~ s/^(.*)\n//;
        }
        else {
            local $SIG{__WARN__} = sub { };    # the library warns of every end of a connection
            my $pdu = $one->read_pdu;
            if ($pdu) { take($one, $pdu); next }
            delete $bound{fileno $one};
            $watched->remove($one);
            close $one;
            tell_of('closed');
        }
    }
}
