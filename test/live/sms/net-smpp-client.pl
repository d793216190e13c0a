#!/usr/bin/perl
# A client by Net::SMPP.
#   net-smpp-client.pl PORT KIND(transmitter|receiver|transceiver) VERSION(33|34) SYSTEM_ID PASSWORD
# Tells on STDOUT, tab between fields: bound STATUS SYSTEM_ID OPTIONAL(tags, comma); submit_sm_resp STATUS ID;
# deliver_sm FROM TO ESM OPTIONAL HEX; query_sm_resp STATUS STATE; cancel_sm_resp STATUS; enquire_link_resp STATUS;
# unbind_resp STATUS; closed.
# Hears on STDIN, space between: submit FROM TO CODING ESM REGISTERED SCHEDULE VALIDITY HEX ("-": nothing); query ID;
# cancel ID; enquire; unbind.
use strict;
use warnings;
use IO::Select;
use Net::SMPP;

$| = 1;
my ($port, $kind, $version, $system_id, $password) = @ARGV;
my $peer = Net::SMPP->new_connect('127.0.0.1', port => $port, smpp_version => hex $version) or die "connect: $!";
my $bind = "bind_$kind";
my $answer = $peer->$bind(system_id => $system_id, password => $password, interface_version => hex $version) or die 'no answer to the bind';
tell_of('bound', $answer->{status}, $answer->{system_id} // '', optional($answer));
my $watched = IO::Select->new($peer, \*STDIN);
my $heard = '';

sub tell_of { print join("\t", @_), "\n" }
sub optional { my $pdu = shift; join ',', sort { $a <=> $b } grep { /^\d+$/ } keys %$pdu }

sub take {
    my $pdu = shift;
    my $name = $pdu->explain_cmd;
    if ($name eq 'deliver_sm') {
        $peer->deliver_sm_resp(seq => $pdu->{seq}, message_id => '');
        tell_of($name, @$pdu{qw(source_addr destination_addr esm_class)}, optional($pdu), unpack('H*', $pdu->{short_message}));
    }
    elsif ($name eq 'enquire_link') { $peer->enquire_link_resp(seq => $pdu->{seq}) }
    elsif ($name eq 'unbind') { $peer->unbind_resp(seq => $pdu->{seq}) }
    else { tell_of($name, $pdu->{status}, $pdu->{message_id} // (), $pdu->{message_state} // ()) }
}

sub obey {
    my ($word, @rest) = map { $_ eq '-' ? '' : $_ } split ' ', shift;
    my @address = (source_addr_ton => 0, source_addr_npi => 1);
    if ($word eq 'submit') {
        my ($from, $to, $coding, $esm, $registered, $schedule, $validity, $hex) = @rest;
        $peer->submit_sm(async => 1, @address, source_addr => $from, dest_addr_ton => 1, dest_addr_npi => 1,
            destination_addr => $to, data_coding => $coding, esm_class => $esm, registered_delivery => $registered,
            schedule_delivery_time => $schedule, validity_period => $validity, short_message => pack('H*', $hex));
    }
    elsif ($word eq 'query') { $peer->query_sm(async => 1, @address, source_addr => '', message_id => $rest[0]) }
    elsif ($word eq 'cancel') {
        $peer->cancel_sm(async => 1, @address, source_addr => '', dest_addr_ton => 1, dest_addr_npi => 1,
            destination_addr => '', message_id => $rest[0]);
    }
    elsif ($word eq 'enquire') { $peer->enquire_link(async => 1) }
    elsif ($word eq 'unbind') { $peer->unbind(async => 1) }
}

while (my @ready = $watched->can_read) {
    for my $one (@ready) {
        if ($one == \*STDIN) {
            sysread(STDIN, $heard, 65536, length $heard) or exit 0;
            obey($1) while $heard =~ s/^(.*)\n//;
        }
        else {
            local $SIG{__WARN__} = sub { };    # the library warns of every end of a connection
            my $pdu = $peer->read_pdu;
            if ($pdu) { take($pdu); next }
            tell_of('closed');
            exit 0;
        }
    }
}
