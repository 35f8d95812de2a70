/* SPDX-License-Identifier: BSD-2-Clause */
/* Copyright (c) 2026 The finwave authors */
/*
 * finwave_hash: the tuples of real tables (ports and addresses that count up) must spread over the rows as
 * drawn by chance, and which of them share a row must depend on the secret.
 */
#include <algorithm>
#include <vector>

#include "Vhash.h"
#include "record.h"

enum { ALL_ROW_BITS = 18, TAG_BITS = 32, HASH_BITS = TAG_BITS + ALL_ROW_BITS };
enum { ROW_BITS = 10, ROWS = 1 << ROW_BITS }; /* of these tables */

struct Secret {
	uint32_t words[4];
};

static const Secret zero_secret = { { 0, 0, 0, 0 } };
static const Secret secret_a = { { 0x6b8b4567, 0x327b23c6, 0x643c9869, 0x66334873 } };
static const Secret secret_b = { { 0x74b0dc51, 0x19495cff, 0x2ae8944a, 0x625558ec } };

class Hasher
{
public:
	uint64_t operator()(const Secret &secret, const Key &key, bool other = false)
	{
		dut_->en = 1;
		dut_->given = 0;
		dut_->other = other;
		for (unsigned i = 0; i < 4; i++)
			dut_->secret[i] = secret.words[i];
		for (unsigned i = 0; i < sizeof(key.words) / 4; i++) {
			dut_->key[i] = other ? ~key.words[i] : key.words[i];
			dut_->other_key[i] = other ? key.words[i] : ~key.words[i];
		}
		dut_->en = 1;
		dut_.step();
		dut_->en = 0;
		dut_.step();
		dut_.step(); /* without `en` nothing moves */
		dut_.settle();
		assert_int_equal(dut_->row_b, dut_->row_a ^ dut_->tag % (1 << ALL_ROW_BITS));
		return static_cast<uint64_t>(dut_->row_a) << TAG_BITS | dut_->tag;
	}

	/* Lookups without a gap, and one clock more; of all but the first and the last the rows are given. */
	std::vector<uint64_t> given(const Secret &secret, const std::vector<Key> &keys,
	                            uint64_t row)
	{
		std::vector<uint64_t> hashes;

		for (size_t i = 0; i < keys.size() + 2; i++) {
			dut_->en = i < keys.size();
			dut_->other = 0;
			for (unsigned k = 0; k < 4; k++)
				dut_->secret[k] = secret.words[k];
			for (unsigned k = 0; k < sizeof(Key::words) / 4 && dut_->en; k++)
				dut_->key[k] = keys[i].words[k];
			dut_->given = i > 1 && i < keys.size();
			dut_->given_row_a = dut_->given ? row & 0x3ffff : ~row & 0x3ffff;
			dut_->given_row_b = dut_->given ? ~row & 0x3ffff : row & 0x3ffff;
			dut_.step();
			dut_.settle();
			if (i > 0)
				hashes.push_back(static_cast<uint64_t>(dut_->row_a) << TAG_BITS |
				                 dut_->tag);
			if (i > 1 && i < keys.size())
				assert_int_equal(dut_->row_b, ~dut_->row_a & 0x3ffff);
		}
		return hashes;
	}

	/* The same for many keys. */
	std::vector<uint64_t> operator()(const Secret &secret, const std::vector<Key> &keys)
	{
		std::vector<uint64_t> hashes;

		for (const Key &key : keys)
			hashes.push_back((*this)(secret, key));
		return hashes;
	}

private:
	Dut<Vhash> dut_{ 1 };
};

static unsigned row_of(uint64_t hash)
{
	return static_cast<unsigned>(hash >> TAG_BITS) % ROWS;
}

/* The row in the second bank. */
static unsigned other_row_of(uint64_t hash)
{
	return row_of(hash) ^ static_cast<unsigned>(hash % ROWS);
}

/* ---- tuples of real tables --------------------------------------------------------------------------- */

static std::vector<Key> sequential_ports(unsigned count)
{
	std::vector<Key> keys;

	for (unsigned i = 0; i < count; i++)
		keys.push_back(ipv4_key(0x0a000001, 0x0a000002, 80, 32768 + i));
	return keys;
}

static std::vector<Key> sequential_addresses(unsigned count)
{
	std::vector<Key> keys;

	for (unsigned i = 0; i < count; i++)
		keys.push_back(ipv4_key(0xc0a80001, 0x0a000000 + i, 443, 50000));
	return keys;
}

/* 128 clients with 128 ports each, the low bits of an IPv6 address and of a port. */
static std::vector<Key> grid_ipv6(unsigned count)
{
	std::vector<Key> keys;

	for (unsigned i = 0; i < count; i++)
		keys.push_back(ipv6_key(0x1111, i / 128, 40000 + i % 128));
	return keys;
}

/* As Linux gives out the ports of connect(): every other one. */
static std::vector<Key> even_ports(unsigned count)
{
	std::vector<Key> keys;

	for (unsigned i = 0; i < count; i++)
		keys.push_back(ipv4_key(0x0a000001, 0x0a000002, 80, 32768 + 2 * i));
	return keys;
}

static std::vector<Key> one_client_of_each_network(unsigned count)
{
	std::vector<Key> keys;

	for (unsigned i = 0; i < count; i++)
		keys.push_back(ipv4_key(0x0a000001, 0x0a000001 + 256 * i, 443, 40000));
	return keys;
}

/* 16 addresses of the host, each with the same clients. */
static std::vector<Key> grid_of_addresses(unsigned count)
{
	std::vector<Key> keys;

	for (unsigned i = 0; i < count; i++)
		keys.push_back(ipv4_key(0x0a000001 + i % 16, 0x0b000001 + i / 16, 443, 40000));
	return keys;
}

/* Chance gives 1023 with a deviation of 45. */
template <class Row> static void check_spread(const std::vector<uint64_t> &hashes, const Row &row)
{
	std::vector<unsigned> count(ROWS);
	const double mean = static_cast<double>(hashes.size()) / ROWS;
	double chi = 0;

	for (uint64_t hash : hashes)
		count[row(hash)]++;
	for (unsigned n : count)
		chi += (n - mean) * (n - mean) / mean;
	if (chi > 1500)
		fail_msg("rows are filled unevenly: chi square %.0f over %u rows", chi, ROWS);
}

/* Two equal ones of 2^32 in 4096 are a matter of luck (1 in 500); here they are not. */
static void check_tags(std::vector<uint64_t> hashes)
{
	for (uint64_t &hash : hashes)
		hash &= UINT32_MAX;
	std::sort(hashes.begin(), hashes.end());
	assert_true(std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end());
}

static void spread(const std::vector<Key> &keys)
{
	Hasher hash;

	for (const Secret &secret : { zero_secret, secret_a, secret_b }) {
		const std::vector<uint64_t> hashes = hash(secret, keys);

		check_spread(hashes, row_of);
		check_spread(hashes, other_row_of);
		check_tags(hashes);
	}
}

static void sequential_ports_spread(void **)
{
	spread(sequential_ports(4096));
}
static void sequential_addresses_spread(void **)
{
	spread(sequential_addresses(4096));
}
static void grid_of_ipv6_spreads(void **)
{
	spread(grid_ipv6(4096));
}
static void even_ports_spread(void **)
{
	spread(even_ports(4096));
}
static void one_client_of_each_network_spreads(void **)
{
	spread(one_client_of_each_network(4096));
}
static void grid_of_addresses_spreads(void **)
{
	spread(grid_of_addresses(4096));
}

/* ---- the secret ---------------------------------------------------------------------------------------- */

/* Of 4096 tuples about 4 stay in their row by chance. */
static void other_secret_other_rows(void **)
{
	Hasher hash;
	const std::vector<Key> keys = sequential_ports(4096);
	const std::vector<uint64_t> a = hash(secret_a, keys), b = hash(secret_b, keys);
	unsigned stay = 0;

	for (size_t i = 0; i < keys.size(); i++)
		stay += row_of(a[i]) == row_of(b[i]);
	if (stay > 40)
		fail_msg("%u of %zu tuples are in the same row under both secrets", stay,
		         keys.size());
}

/* Nobody finds tuples that collide under every secret by finding some that collide under one. */
static void collisions_do_not_outlive_the_secret(void **)
{
	Hasher hash;
	const std::vector<Key> keys = sequential_ports(4096);
	const std::vector<uint64_t> a = hash(secret_a, keys), b = hash(secret_b, keys);
	unsigned pairs = 0, again = 0;

	for (size_t i = 0; i < keys.size(); i++) {
		for (size_t k = 0; k < i; k++) {
			if (row_of(a[i]) != row_of(a[k]))
				continue;
			pairs++;
			again += row_of(b[i]) == row_of(b[k]);
		}
	}
	assert_true(pairs > 4000);
	if (again * 20 > pairs)
		fail_msg("%u of %u colliding pairs collide under the other secret too", again,
		         pairs);
}

/* ---- every input bit ---------------------------------------------------------------------------------- */

static unsigned changed(uint64_t a, uint64_t b)
{
	return static_cast<unsigned>(__builtin_popcountll(a ^ b));
}

/* A bit goes through one S-box into about 20 of the 50: each bit behind the box is in about 12 parities. */
static void check_change(const char *what, unsigned bit, uint64_t before, uint64_t after)
{
	assert_int_equal(before >> HASH_BITS, 0);
	if (changed(before, after) == 0)
		fail_msg("bit %u of the %s changes nothing", bit, what);
}

static void every_bit_of_the_tuple_counts(void **)
{
	Hasher hash;
	fws::Random random(1);
	unsigned total = 0;

	for (unsigned bit = 0; bit < KEY_BITS; bit++) {
		Key key;
		uint64_t before, after;

		for (unsigned i = 0; i < KEY_BITS; i++)
			put_bits(key.words, i, 1, random.next() & 1);
		before = hash(secret_a, key);
		put_bits(key.words, bit, 1, !get_bits(key.words, bit, 1));
		after = hash(secret_a, key);
		check_change("tuple", bit, before, after);
		total += changed(before, after);
	}
	assert_in_range(total / KEY_BITS, 10, 40);
}

static void every_bit_of_the_secret_counts(void **)
{
	Hasher hash;
	const Key key = ipv4_key(0x0a000001, 0x0a000002, 80, 40000);

	for (unsigned bit = 0; bit < 128; bit++) {
		Secret secret = secret_a;

		put_bits(secret.words, bit, 1, !get_bits(secret.words, bit, 1));
		check_change("secret", bit, hash(secret_a, key), hash(secret, key));
	}
}

/*
 * What a nibble does to the tag is XORed to what the others do: a difference of the S-box's outputs, all fifteen of
 * which are reached from 0. So these are all pairs of tuples that differ in three nibbles or fewer, under any secret.
 */
static void tuples_that_differ_in_three_nibbles_have_other_tags(void **)
{
	Hasher hash;
	const uint64_t zero = hash(zero_secret, Key());
	std::vector<std::vector<uint32_t>> nibbles;
	std::vector<uint32_t> sorted;

	for (unsigned bit = 0; bit < KEY_BITS; bit += 4) {
		nibbles.emplace_back();
		for (unsigned value = 1; value < 1U << std::min(4U, KEY_BITS - bit); value++) {
			Key key;

			put_bits(key.words, bit, std::min(4U, KEY_BITS - bit), value);
			nibbles.back().push_back(
				static_cast<uint32_t>(hash(zero_secret, key) ^ zero));
		}
		sorted.insert(sorted.end(), nibbles.back().begin(), nibbles.back().end());
	}
	std::sort(sorted.begin(), sorted.end());
	assert_true(sorted.front() != 0);
	assert_true(std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end());
	for (size_t i = 0; i < nibbles.size(); i++)
		for (size_t k = 0; k < i; k++)
			for (uint32_t a : nibbles[i])
				for (uint32_t b : nibbles[k])
					assert_false(std::binary_search(sorted.begin(),
					                                sorted.end(), a ^ b));
}

/* The second source is hashed as the first is, and neither looks at the other's tuple. */
static void either_source_same_hash(void **)
{
	Hasher hash;

	for (const Key &key : sequential_ports(100))
		assert_true(hash(secret_a, key, true) == hash(secret_a, key, false));
}

/* The tag stays that of the tuple; the lookups before and behind are none of its business. */
static void given_rows_come_out_for_their_lookup_only(void **)
{
	Hasher hash;
	const std::vector<Key> keys = sequential_ports(8);
	const std::vector<uint64_t> plain = hash(secret_a, keys);

	for (uint64_t row : { 0x00000, 0x3ffff, 0x15555, 0x2aaaa }) {
		const std::vector<uint64_t> hashes = hash.given(secret_a, keys, row);

		assert_int_equal(hashes.size(), keys.size() + 1);
		assert_true(hashes[0] == plain[0] && hashes[7] == plain[7] &&
		            hashes[8] == plain[7]);
		for (size_t i = 1; i < 7; i++)
			assert_true(hashes[i] == (row << TAG_BITS | (plain[i] & UINT32_MAX)));
	}
}

int main()
{
	const CMUnitTest tests[] = {
		cmocka_unit_test(sequential_ports_spread),
		cmocka_unit_test(sequential_addresses_spread),
		cmocka_unit_test(grid_of_ipv6_spreads),
		cmocka_unit_test(even_ports_spread),
		cmocka_unit_test(one_client_of_each_network_spreads),
		cmocka_unit_test(grid_of_addresses_spreads),
		cmocka_unit_test(other_secret_other_rows),
		cmocka_unit_test(collisions_do_not_outlive_the_secret),
		cmocka_unit_test(tuples_that_differ_in_three_nibbles_have_other_tags),
		cmocka_unit_test(every_bit_of_the_tuple_counts),
		cmocka_unit_test(every_bit_of_the_secret_counts),
		cmocka_unit_test(either_source_same_hash),
		cmocka_unit_test(given_rows_come_out_for_their_lookup_only),
	};

	return cmocka_run_group_tests_name("hash", tests, nullptr, nullptr) ? 1 : 0;
}
